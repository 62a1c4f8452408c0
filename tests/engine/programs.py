"""Programs that several scenarios start from."""

from tests.kinds import ON_A_TRUNK, SAMPLES

TRUNK = """
trunk = exotel.Trunk("trunk", trunk_name="voice_ai")
"""

# Two of the six; `mode` as Exotel has it by default.
NUMBER = (
    TRUNK
    + """
number = exotel.PhoneNumber("number", trunk=trunk, phone_number="+919876543210")
"""
)

CHILDREN = """
number = exotel.PhoneNumber("number", trunk=trunk, phone_number="+919876543210", mode="flow")
acl = exotel.WhitelistedIp("acl", trunk=trunk, ip="13.233.10.20")
inbound = exotel.DestinationUri(
    "inbound", trunk=trunk, destination="sip.example.com:5061;transport=tls", priority=1, weight=5
)
login = exotel.Credential("login", trunk=trunk, user_name="voice_platform", friendly_name="platform")
caller = exotel.CallerId("caller", trunk=trunk, phone_number="+919876543210")
"""

for sample in ON_A_TRUNK:  # a kind that is not written above takes part as well
    if f"exotel.{sample.kind.name}(" not in CHILDREN:
        given = "".join(f", {name}={value!r}" for name, value in sample.arguments.items())
        CHILDREN += f'{sample.called} = exotel.{sample.kind.name}("{sample.called}", trunk=trunk{given})\n'

# One of each.
LINE = TRUNK + CHILDREN
NAMES = tuple(sorted(sample.called for sample in SAMPLES))
# The same objects; all resources but the trunk have another name in the program. The login's password was generated,
# and only the old name has it: another one must be asked for.
NEW_NAMES = LINE.replace('("', '("new_').replace("new_trunk", "trunk").replace('    "inbound"', '    "new_inbound"')
NEW_NAMES = NEW_NAMES.replace('friendly_name="platform")', 'friendly_name="platform", rotation="renamed")')

# A resource of another provider, whose outputs are not known before it is made.
CLOUD = """
from pulumi import dynamic

class Making(dynamic.ResourceProvider):
    def create(self, props):
        return dynamic.CreateResult("made", {name.removeprefix("later_"): value for name, value in props.items()})

class Cloud(dynamic.Resource):
    def __init__(self, name, /, **later):
        for field in later:
            setattr(type(self), field, None)
        given = {f"later_{field}": value for field, value in later.items()}
        super().__init__(Making(), name, {**given, **dict.fromkeys(later)})
"""
