"""Smallest (Atoms): the inbound destination, and the body that imports a number.

No address of Smallest is preset: none is published, so that calls out need a login. Untested: the body has no field for
the transport, and the platform behind Atoms may choose UDP by itself, which Exotel does not take. Try port 5070 (TCP)
first.
"""

import pulumi

from exotel_pulumi.platforms.inputs import resolved
from exotel_pulumi.platforms.line import Extra, Json, Line, Needs, request
from exotel_pulumi.platforms.transport import Text, Transport, destination_of


def destination(host: Text, *, transport: Transport = "tls") -> Text:
    """Returns where Exotel sends calls: the host of the "SIP origination URL" that Atoms shows for an imported number.

    The host is `<id>.sip.livekit.cloud`, of which LiveKit documents port 5061 for TLS and 5060 for TCP.

    :param host: The host of the "SIP origination URL" that Atoms shows: `<id>.sip.livekit.cloud`.
    :param transport: `tls` or `tcp`: Exotel takes no UDP.
    """
    return destination_of(host, str, transport)


def import_phone_number(
    line: Line,
    *,
    phone_number: pulumi.Input[str] | None = None,
    name: pulumi.Input[str] | None = None,
    user_name: pulumi.Input[str] | None = None,
    transport: Transport = "tcp",
    edge: pulumi.Input[str] | None = None,
    fields: Extra | None = None,
) -> pulumi.Output[Json]:
    """Builds the body of `POST /product/import-phone-number`: a number of the line, with Exotel's edge and the login.

    The answer has the ids of the two trunks that Atoms makes. Raises `DeclarationError` for a line without a number, a
    login or an edge, or with several numbers and no choice.

    :param line: A SipTrunk, another object with `facts`, or the facts themselves.
    :param phone_number: A number of the line, in E.164. By default the only one.
    :param name: Its name at the platform; by default the trunk's name.
    :param user_name: The login of the line to take; by default the first one.
    :param transport: `tls` or `tcp`: Exotel takes no UDP. It chooses the edge alone.
    :param edge: Exotel's `<host>:<port>`; by default that of the line.
    :param fields: More fields of the body in the platform's spelling, at any depth; one that is set already is an
        error.
    """
    return request(
        "the phone number for Smallest",
        line,
        Needs(numbers=True, login="digest", user_name=user_name, transport=transport, edge=edge),
        resolved(phone_number, name),
        lambda line, phone_number, name: {
            "phoneNumber": line.phone_number(phone_number),
            "sipTerminationUrl": line.edge(transport)["host_port"],
            "name": name or line.facts["trunk_name"],
            "sipUsername": line.user_name,
            "sipPassword": line.password,
        },
        fields,
    )
