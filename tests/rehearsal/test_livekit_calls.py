"""LiveKit's real SIP service places the call that the stack describes, and takes the call that the edge rings."""

import asyncio
from typing import Any

from livekit import rtc
from livekit.api import AccessToken, LiveKitAPI, VideoGrants
from livekit.protocol import room as rooms
from livekit.protocol import sip

from exotel_pulumi.simulator import Simulator
from tests.engine.stack import Stack
from tests.livekit.server import LiveKit

from .service import Service

NUMBER, CALLEE = "+919876543210", "+918047112233"


def place(livekit: LiveKit, trunk_id: str, called: str = CALLEE) -> str:
    """Lets LiveKit call out; returns an empty text, or what its client says went wrong."""

    async def ask() -> str:
        async with LiveKitAPI(livekit.url, livekit.key, livekit.secret) as api:
            wish = sip.CreateSIPParticipantRequest(
                sip_trunk_id=trunk_id, sip_call_to=called, room_name="out", participant_identity="callee",
                wait_until_answered=True,
            )  # fmt: skip
            try:
                await api.sip.create_sip_participant(wish, timeout=20)
            except Exception as fault:
                return str(fault) or type(fault).__name__
            return ""

    return asyncio.run(ask())


async def agent(livekit: LiveKit) -> rtc.Room:
    """Waits for the room of a call that comes in, and joins it, as an agent would."""
    async with LiveKitAPI(livekit.url, livekit.key, livekit.secret) as api:
        for _ in range(200):
            found = await api.room.list_rooms(rooms.ListRoomsRequest())
            if found.rooms:
                break
            await asyncio.sleep(0.05)
        name = found.rooms[0].name
    token = (
        AccessToken(livekit.key, livekit.secret)
        .with_identity("agent")
        .with_grants(VideoGrants(room_join=True, room=name))
    )
    joined = rtc.Room()
    await joined.connect(livekit.url.replace("http", "ws"), token.to_jwt())
    # The service answers the phone when somebody speaks in the room.
    voice = rtc.LocalAudioTrack.create_audio_track("voice", rtc.AudioSource(8000, 1))
    await joined.local_participant.publish_track(voice)
    return joined


def ring(exotel: Simulator, livekit: LiveKit, service: Service) -> dict[str, Any]:
    """Lets the edge ring the number while an agent waits; returns the report."""

    async def both() -> dict[str, Any]:
        edge = exotel.edge
        assert edge is not None
        wish = {"number": NUMBER, "resolve": service.resolve, "trust": service.trust, "patience": 20.0}
        rung = asyncio.create_task(asyncio.to_thread(edge.ring, wish))
        joined = await agent(livekit)
        report = await rung
        await joined.disconnect()
        return report

    return asyncio.run(both())


def test_livekit_calls_out_as_the_stack_says(stack: Stack, exotel: Simulator, livekit: LiveKit) -> None:
    trunk_id = stack.outputs()["outbound_trunk_id"]
    assert place(livekit, trunk_id) == ""
    answered = exotel.calls[-1]
    assert (answered.status, answered.by, answered.transport) == (200, "login livekit_prod", "tls")
    assert (answered.shown, answered.called, answered.caller_id) == (NUMBER, CALLEE, NUMBER)
    assert "484" in place(livekit, trunk_id, "08047112233")
    assert exotel.calls[-1].status == 484


def test_drift_fails_the_call_and_up_mends_it(stack: Stack, exotel: Simulator, livekit: LiveKit) -> None:
    trunk_id = stack.outputs()["outbound_trunk_id"]
    sid = exotel.trunks()[0]["trunk_sid"]
    [number] = exotel.rows(sid, "phone_numbers")
    exotel.pass_time(300)  # what was made is not young any more
    exotel.remove(sid, "phone_numbers", number["id"])
    assert place(livekit, trunk_id) != ""
    assert exotel.calls[-1].status == 404
    assert stack.refresh().drift == [f"delete voice-{NUMBER}"]
    stack.up()
    assert place(livekit, trunk_id) == ""
    assert exotel.calls[-1].status == 200


def test_livekit_takes_the_call_that_the_edge_rings(
    stack: Stack, exotel: Simulator, livekit: LiveKit, service: Service
) -> None:
    assert stack.outputs()
    report = ring(exotel, livekit, service)
    assert report["answered"], report
    [tried] = report["tried"]
    assert "180 Ringing" in tried["seen"]
    assert tried["sent"] > 10
