"""A voice agent on Kubernetes: its SIP login is made by Exotel's side and reaches the pod as a Secret.

Needs `pip install pulumi-kubernetes`, and the cluster that `kubectl` talks to.
"""

import pulumi
import pulumi_kubernetes as kubernetes

import exotel_pulumi as exotel

namespace = pulumi.Config().get("namespace") or "default"

trunk = exotel.Trunk("voice", trunk_name="cluster_voice")
exotel.PhoneNumber("main", trunk=trunk, phone_number="+918047112233")
login = exotel.Credential("agent", trunk=trunk, user_name="cluster_agent")

secret = kubernetes.core.v1.Secret(
    "sip-login",
    metadata={"name": "exotel-sip-login", "namespace": namespace},
    string_data={
        "SIP_DOMAIN": trunk.domain_name,
        "SIP_USER_NAME": login.user_name,
        "SIP_PASSWORD": login.password,
    },
)

pulumi.export("trunk_sid", trunk.trunk_sid)
pulumi.export("secret_name", "exotel-sip-login")  # for the pod's `envFrom`
