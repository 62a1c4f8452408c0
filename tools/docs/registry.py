"""The two pages that Pulumi's registry shows: `python -m tools.docs.registry` writes them.

Their programs are those of docs/languages.md, which the tests run. The project's own site shows neither page.
"""

import re
from pathlib import Path

from exotel_pulumi.plugin.schema import schema

ROOT = Path(__file__).parents[2]
PAGES = ("_index.md", "installation-configuration.md")
LANGUAGES = {"typescript": "typescript", "python": "python", "go": "go", "yaml": "yaml"}

INDEX = """---
title: Exotel
meta_desc: "Exotel's SIP trunks as code: trunks, numbers, access lists, destinations, logins and caller IDs."
layout: package
---

The Exotel provider makes and keeps the SIP trunks of an account at [Exotel](https://exotel.com/): trunks, the phone
numbers on them with their modes, the addresses that may call, the destinations that answer, SIP logins and caller IDs.

## Example

{{{{< chooser language "{languages}" >}}}}
{programs}
{{{{< /chooser >}}}}
"""
PROGRAM = """{{{{% choosable language {name} %}}}}

```{block}
{text}```

{{{{% /choosable %}}}}
"""
INSTALLATION = """---
title: Exotel, installation and configuration
meta_desc: How to install the Exotel provider for Pulumi, and how to give it the key of an account.
layout: package
---

## Installation

Python has a package of its own, `exotel-pulumi`, which needs no plugin. Node.js has `pulumi-exotel`, Go has
`github.com/exotel-pulumi/sdk/go/exotel`; programs in these languages and in YAML need the plugin
`pulumi-resource-exotel`, which runs on Python 3.11 or newer:

```sh
pulumi plugin install resource exotel {version} --server <the address of its archives>
```

## Configuration

A setting is a value of the stack's configuration, or a variable of the environment; the stack's comes first.

```sh
pulumi config set exotel:accountSid <your account SID>
pulumi config set exotel:apiKey <your API key>
pulumi config set --secret exotel:apiToken <your API token>
```

| setting | what it is |
|---|---|
{settings}
"""


def made() -> dict[str, str]:
    """Returns the text of each page, by its name."""
    described = schema()
    programs = [PROGRAM.format(name=name, block=block, text=_program(block)) for name, block in LANGUAGES.items()]
    index = INDEX.format(languages=",".join(LANGUAGES), programs="".join(programs).rstrip())
    settings = described["config"]["variables"]
    rows = "\n".join(f"| `exotel:{name}` | {of['description']} |" for name, of in settings.items())
    return dict(zip(PAGES, (index, INSTALLATION.format(version=described["version"], settings=rows)), strict=True))


def _program(language: str) -> str:
    page = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")
    [first, *_] = re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return str(first)


if __name__ == "__main__":
    for name, text in made().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
