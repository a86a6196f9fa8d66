"""aiortc as a sender: a bar that moves over a colour, 640x360 at 30 frames a second.

usage: .venv/bin/python3 aiortc_sender.py URL CODE [red|blue]

All candidates are inside the offer. A line on standard input closes the peer connection without a word to the room: the TV
learns of it from DTLS. Prints {"event": <connection state>} and {"event": "ended", "reason": <the room's, or null>}.
"""

import asyncio
import sys
import threading

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame

from projection import Projection, say, wait_for_stop

WIDTH, HEIGHT = 640, 360
# U and V.
COLOURS = {"red": (b"\x80", b"\xc0"), "blue": (b"\xc0", b"\x80")}


class Bar(VideoStreamTrack):
    number = 0

    def __init__(self, chroma):
        super().__init__()
        self.chroma = chroma

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        self.number += 1
        left = self.number * 4 % (WIDTH - 64)
        line = b"\x60" * left + b"\xeb" * 64 + b"\x60" * (WIDTH - 64 - left)
        for plane, row in zip(frame.planes, (line, *(value * (WIDTH // 2) for value in self.chroma))):
            plane.update(row.ljust(plane.line_size, b"\0") * plane.height)
        frame.pts, frame.time_base = pts, time_base
        return frame


async def main(url, code, colour="red"):
    loop = asyncio.get_running_loop()
    answer, over = loop.create_future(), loop.create_future()

    def end(reason=None):
        if not over.done():
            over.set_result(reason)

    room = Projection(
        lambda sdp: loop.call_soon_threadsafe(answer.set_result, sdp),
        # The TV's own addresses are in its answer.
        lambda candidate: None,
        lambda reason: loop.call_soon_threadsafe(end, reason),
    )
    # Without a server: the public one it would ask by itself is out of reach.
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.on("connectionstatechange", lambda: say(event=peer.connectionState))
    peer.addTransceiver(Bar(COLOURS[colour]), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    await asyncio.to_thread(room.join, url, code, "aiortc")
    room.offer(peer.localDescription.sdp)
    # Somebody at the TV may be asked first, who has 25 s.
    done, _ = await asyncio.wait((answer, over), timeout=30, return_when=asyncio.FIRST_COMPLETED)
    if not done:
        raise TimeoutError("the TV has not answered")

    def wait():
        wait_for_stop()
        loop.call_soon_threadsafe(end)

    if not over.done():
        await peer.setRemoteDescription(RTCSessionDescription(answer.result(), "answer"))
        threading.Thread(target=wait, daemon=True).start()
    reason = await over
    await peer.close()
    await asyncio.to_thread(room.leave)
    say(event="ended", reason=reason)


asyncio.run(main(*sys.argv[1:]))
