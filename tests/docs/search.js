// The site's own search, as the browser runs it: the theme's worker with the site's index. Arguments: site, searches.
const fs = require("fs"), path = require("path");
const [site, ...searches] = process.argv.slice(2);
const workers = path.join(site, "assets", "javascripts", "workers");
const index = JSON.parse(fs.readFileSync(path.join(site, "search", "search_index.json"), "utf8"));
const found = [];
let listener;
global.self = global;
global.addEventListener = (_, heard) => { listener = heard; };
global.postMessage = (message) => found.push(message.data);
for (const name of fs.readdirSync(workers).filter((name) => /^search\..*\.js$/.test(name)))
  (0, eval)(fs.readFileSync(path.join(workers, name), "utf8"));
(async () => {
  await listener({ data: { type: 0, data: { ...index, options: { suggest: false } } } });
  for (const search of searches) await listener({ data: { type: 2, data: search } });
  const pages = found.slice(1).map(({ items }) => items.map((hits) => hits[0].location.split("#")[0]));
  console.log(JSON.stringify(pages));
})();
