"""One message of each kind in RFC 4475 and RFC 5118, named as there and written here, with what is wanted of it.

`valid` is taken, a status is answered, `dropped` is an answer that is not believed. Where the RFC leaves a choice or
this side differs, the row says why.
"""

from dataclasses import dataclass

SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
LONG = "averylongword" * 20


@dataclass(frozen=True)
class Row:
    """A message and its verdict."""

    name: str
    raw: bytes
    wanted: str
    words: str = ""
    why: str = ""


def message(
    start: str = "OPTIONS sip:bob@example.com SIP/2.0", body: str = "", **changes: str | list[str] | None
) -> bytes:
    """Writes a message with good headers, but for those that are changed; None leaves one out."""
    method = start.split(" ")[0]
    headers: dict[str, str | list[str] | None] = {
        "Via": "SIP/2.0/TCP 192.0.2.7:5060;branch=z9hG4bKnashds8",
        "Max_Forwards": "70",
        "From": '"Alice" <sip:alice@example.com>;tag=a1',
        "To": "<sip:bob@example.com>",
        "Call_ID": "c1@192.0.2.7",
        "CSeq": f"7 {'INVITE' if method == 'SIP/2.0' else method}",
        "Contact": "<sip:alice@192.0.2.7>",
    }
    if body:
        headers["Content_Type"] = "application/sdp"
    headers["Content_Length"] = str(len(body))
    headers.update(changes)
    lines = [start]
    for name, value in headers.items():
        for one in [value] if isinstance(value, str) else value or []:
            lines.append(f"{name.replace('_', '-')}: {one}")
    return "\r\n".join([*lines, "", body]).encode("latin-1")


def invite(uri: str = "sip:+918047112233@example.com", body: str = SDP, **changes: str | list[str] | None) -> bytes:
    """Writes an INVITE."""
    return message(f"INVITE {uri} SIP/2.0", body, **changes)


FOLDED = (
    b"INVITE sip:+918047112233@example.com;unknownparam SIP/2.0\r\n"
    b"TO :\r\n sip:+918047112233@example.com ;   tag    = 1918\r\n"
    b'from   : "A \\\\\\""       <sip:+919876543210@example.com>\r\n  ;\r\n  tag = 98x\r\n'
    b"MaX-fOrWaRdS: 0068\r\nCall-ID: ws.1@192.0.2.1\r\nContent-Length   : 0\r\ncseq: 0009\r\n  INVITE\r\n"
    b"Via  : SIP  /   2.0\r\n /TCP\r\n    192.0.2.2;branch=39\r\n"
    b"v:  SIP  / 2.0  / TCP  spindle.example.com   ;\r\n  branch  =   z9hG4bK9ik8  ,\r\n"
    b" SIP  /    2.0   / TCP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n"
    b"s :\r\nNew:   a value\r\n folded\r\nContact:\r\n <sip:alice@192.0.2.7>\r\n\r\n"
)

RFC_4475 = [
    Row("wsinv", FOLDED, "valid"),
    Row(
        "intmeth",
        message(
            "!odd-Method0_*+`.%of'it~ sip:1_u.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d"
            "@example.com SIP/2.0",
            To='"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_u.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
            From="tok1~` tok2'+_ tok3%!.*-<sip:alice@example.com>;n*=a;tag=_t'o~k",
        ),
        "valid",
    ),
    Row("esc01", invite("sip:sips%3Auser%40example.com@example.net", To="sip:%75se%72@example.com"), "valid"),
    Row("escnull", message("REGISTER sip:example.com SIP/2.0", To="sip:null-%00-null@example.com"), "valid"),
    Row("esc02", message("RE%47IST%45R sip:bob@example.com SIP/2.0"), "valid", why="another method than REGISTER"),
    Row("lwsdisp", message(From="caller<sip:caller@example.com>;tag=3"), "valid"),
    Row(
        "longreq",
        invite(
            f"sip:{LONG}@example.com",
            Via=[f"SIP/2.0/TCP host{n}.example.com;branch=z9hG4bK{LONG}" for n in range(30)],
            To=f'"{LONG}" <sip:{LONG}@example.com:5060;{LONG}={LONG};lr>',
            Call_ID=LONG * 2,
        ),
        "valid",
    ),
    Row("dblreq", message("REGISTER sip:example.com SIP/2.0"), "valid", why="the next request is the next message"),
    Row("semiuri", message("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0"), "valid"),
    Row(
        "transports",
        message(
            Via=[
                f"SIP/2.0/{name} t{n}.example.com;branch=z9hG4bK{n}"
                for n, name in enumerate(("UDP", "SCTP", "UNKNOWN"))
            ]
        ),
        "valid",
    ),
    Row(
        "mpart01",
        message(
            "MESSAGE sip:bob@example.com SIP/2.0",
            "--x\r\n\r\nhello\r\n--x--",
            Content_Type="multipart/mixed;boundary=x",
        ),
        "valid",
    ),
    Row("unreason", message("SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe"), "valid"),
    Row("noreason", message("SIP/2.0 100 "), "valid"),
    Row(
        "badinv01", invite(Via="SIP/2.0/TCP 192.0.2.15;;,;,,", Contact='"Joe" <sip:joe@example.org>;;;;'), "400", "Via"
    ),
    Row("clerr", invite(Content_Length="9999"), "valid", why="a stream waits for the rest: the framing's matter"),
    Row("ncl", invite(Content_Length="-999"), "400", "content-length"),
    Row("scalar02", message(CSeq="36893488147419103232 OPTIONS", Max_Forwards="300"), "400", "CSeq"),
    Row("scalarlg", message("SIP/2.0 503 Service Unavailable", CSeq="9292394834772304023312 OPTIONS"), "dropped"),
    Row("quotbal", invite(To='"Mr. J. User <sip:j.user@example.com>'), "400", "quote"),
    Row("ltgtruri", invite("<sip:user@example.com>"), "400", "bracket"),
    Row("lwsruri", invite("sip:user@example.com; lr"), "400", "blank"),
    Row("lwsstart", message("INVITE  sip:user@example.com  SIP/2.0"), "400", "blank"),
    Row("trws", message("OPTIONS sip:remote@example.com SIP/2.0  "), "400", "first line"),
    Row("escruri", invite("sip:user@example.com?Route=%3Csip:example.com%3E"), "400", "headers"),
    Row("baddate", invite(Date="Fri, 01 Jan 2010 16:00:00 EST"), "valid", why="nothing here reads a date"),
    Row(
        "regbadct",
        message("REGISTER sip:example.com SIP/2.0", Contact="sip:user@example.com?Route=x"),
        "valid",
        why="REGISTER is refused as such",
    ),
    Row("badaspec", message(To='"Watson" < sip:t.watson@example.org >'), "valid", why="blanks that may be ignored"),
    Row("baddn", message(From="Bell, A <sip:a@example.com>;tag=43"), "valid", why="the comma of a name may be ignored"),
    Row("badvers", message("OPTIONS sip:t.watson@example.org SIP/7.0"), "505", "SIP/7.0"),
    Row("mismatch01", message(CSeq="8 INVITE"), "400", "CSeq names INVITE"),
    Row("mismatch02", message("NEWMETHOD sip:user@example.com SIP/2.0", CSeq="8 INVITE"), "400", "CSeq names INVITE"),
    Row("bigcode", message("SIP/2.0 4294967301 better not break the receiver"), "dropped"),
    Row(
        "badbranch",
        message(Via="SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK"),
        "valid",
        why="a key is made of it all the same",
    ),
    Row("insuf", invite(Call_ID=None, From=None), "400", "missing"),
    Row("unkscm", message("OPTIONS nobodyKnowsThis:opaque SIP/2.0"), "416", "nobodyKnowsThis"),
    Row("novelsc", message("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0"), "416", "soap.beep"),
    Row(
        "unksm2",
        message("REGISTER sip:example.com SIP/2.0", To="isbn:2983792873", From="<http://www.example.com>;tag=1"),
        "valid",
        why="REGISTER is refused as such",
    ),
    Row(
        "bext01",
        message(Require="nothingSupportsThis, nothingSupportsThisEither", Proxy_Require="noProxy"),
        "420",
        "nothingSupportsThis",
    ),
    Row("invut", invite(Content_Type="application/unknownformat"), "415", "unknownformat"),
    Row(
        "regaut01",
        message("REGISTER sip:example.com SIP/2.0", Authorization="NoOneKnowsThisScheme opaque=x"),
        "valid",
        why="REGISTER is refused as such",
    ),
    Row(
        "multi01",
        invite(From=["<sip:a@example.com>;tag=1", "<sip:b@example.com>;tag=2"], CSeq=["5 INVITE", "59 INVITE"]),
        "400",
        "twice",
    ),
    Row("mcl01", message(Content_Length=["13", "5"]), "400", "twice"),
    Row(
        "bcast",
        message(
            "SIP/2.0 200 OK", Via=["SIP/2.0/TCP 192.0.2.198;branch=z9hG4bK1", "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2"]
        ),
        "valid",
        why="its branch is none of ours, and so it is no answer to us",
    ),
    Row("zeromf", message(Max_Forwards="0"), "valid", why="it has arrived"),
    Row(
        "cparam01",
        message("REGISTER sip:example.com SIP/2.0", Contact="sip:+19725552222@gw1.example.net;unknownparam"),
        "valid",
    ),
    Row(
        "cparam02",
        message("REGISTER sip:example.com SIP/2.0", Contact="<sip:+19725552222@gw1.example.net;unknownparam>"),
        "valid",
    ),
    Row(
        "regescrt",
        message("REGISTER sip:example.com SIP/2.0", Contact="<sip:user@example.com?Route=%3Csip:sip.example.com%3E>"),
        "valid",
    ),
    Row("sdp01", invite(Accept="text/nobodyKnowsThis"), "406", "nobodyknowsthis"),
    Row(
        "inv2543",
        invite(
            Via="SIP/2.0/TCP iftgw.example.com",
            From="<sip:+13035551111@ift.client.example.net;user=phone>",
            Max_Forwards=None,
        ),
        "valid",
    ),
    Row("test", b"OPTIONS sip:x@example.com SIP/2.0\r\nHello: world\r\n\r\n", "400", "missing"),
]

V6 = "sip:user@[2001:db8::10]"
RFC_5118 = [
    Row("ipv6-good", message(f"OPTIONS {V6} SIP/2.0", Via="SIP/2.0/TCP [2001:db8::9:1];branch=z9hG4bKas3"), "valid"),
    Row("ipv6-bad", message("OPTIONS sip:2001:db8::10 SIP/2.0"), "400", "URI"),
    Row(
        "port-ambiguous", message("OPTIONS sip:[2001:db8::10:5070] SIP/2.0"), "valid", why="an address of another host"
    ),
    Row("port-unambiguous", message("OPTIONS sip:[2001:db8::10]:5070 SIP/2.0"), "valid"),
    Row(
        "via-received-param-with-delim",
        message(Via="SIP/2.0/TCP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKa"),
        "valid",
    ),
    Row(
        "via-received-param-without-delim",
        message(Via="SIP/2.0/TCP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKa"),
        "valid",
    ),
    Row(
        "ipv6-in-sdp",
        invite(f"{V6}", SDP.replace("IP4 127.0.0.1", "IP6 2001:db8::20")),
        "valid",
        why="the offer is refused, and not the message",
    ),
    Row(
        "mult-ip-in-header",
        message(Via=["SIP/2.0/TCP [2001:db8::9:1]:6050;branch=z9hG4bKa", "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKb"]),
        "valid",
    ),
    Row("mult-ip-in-sdp", invite(body=SDP + "m=video 6 RTP/AVP 31\r\nc=IN IP6 2001:db8::20\r\n"), "valid"),
    Row(
        "ipv4-mapped-ipv6",
        invite(
            "sip:user@example.com",
            Contact="<sip:user@[::ffff:192.0.2.10]>",
            Via="SIP/2.0/TCP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19",
        ),
        "valid",
    ),
    Row("ipv4-mapped-target", message("OPTIONS sip:user@[2001:db8::192.0.2.1] SIP/2.0"), "valid"),
    Row(
        "three-colons",
        message("OPTIONS sip:user@[2001:db8:::192.0.2.1] SIP/2.0"),
        "400",
        "URI",
        why="the grammar of RFC 3261 had it so by mistake",
    ),
]

OURS = [
    Row("exotel-domain", message("OPTIONS sip:+918047112233@exotel_demo.pstn.exotel.com SIP/2.0"), "valid"),
    Row("latin-1", message(From='"Caf\xe9" <sip:alice@example.com>;tag=1'), "valid"),
    Row(
        "own-name",
        message("OPTIONS sip:bob@example.com;self=1 SIP/2.0"),
        "valid",
        why="sipmessage has an argument of that name",
    ),
    Row("upper-scheme", message("OPTIONS SIP:bob@example.com SIP/2.0"), "valid"),
    Row("long-uri", message(f"OPTIONS sip:{'x' * 5000}@example.com SIP/2.0"), "414", "letters"),
    Row("coded", invite(Content_Encoding="gzip"), "415", "coded"),
    Row("no-type", invite(Content_Type=None), "415", "no type"),
    Row(
        "optional-body", invite(Content_Type="application/x", Content_Disposition="session;handling=optional"), "valid"
    ),
    Row("no-colon", message().replace(b"Contact:", b"Contact"), "400", "no header"),
    Row("blank-call-id", message(Call_ID="a b"), "400", "Call-ID"),
    Row("no-uri-in-from", message(From="somebody"), "400", "From has no URI"),
    Row("no-scheme", message("OPTIONS bob SIP/2.0"), "400", "no URI"),
    Row("ack-of-an-extension", message("ACK sip:bob@example.com SIP/2.0", Require="100rel"), "valid"),
    Row("http", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "400", "first line"),
    Row("bad-answer", message("SIP/2.0 two OK"), "dropped"),
]

ALL = [*RFC_4475, *RFC_5118, *OURS]
