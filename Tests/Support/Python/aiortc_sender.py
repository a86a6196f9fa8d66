"""aiortc as a sender: a bar that moves over grey, 640x360 at 30 frames a second.

usage: .venv/bin/python3 aiortc_sender.py URL CODE

All candidates are inside the offer. A line on standard input closes the peer connection without a word to the room: the TV
learns of it from DTLS. Prints {"event": <connection state>} and {"event": "ended"}.
"""

import asyncio
import sys
import threading

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from av import VideoFrame

from projection import Projection, say, wait_for_stop

WIDTH, HEIGHT = 640, 360


class Bar(VideoStreamTrack):
    number = 0

    async def recv(self):
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        self.number += 1
        left = self.number * 4 % (WIDTH - 64)
        line = b"\x60" * left + b"\xeb" * 64 + b"\x60" * (WIDTH - 64 - left)
        for plane, row in zip(frame.planes, (line, b"\x80" * (WIDTH // 2), b"\xc0" * (WIDTH // 2))):
            plane.update(row.ljust(plane.line_size, b"\0") * plane.height)
        frame.pts, frame.time_base = pts, time_base
        return frame


async def main(url, code):
    loop = asyncio.get_running_loop()
    answer, over = loop.create_future(), asyncio.Event()
    room = Projection(
        lambda sdp: loop.call_soon_threadsafe(answer.set_result, sdp),
        # The TV's own addresses are in its answer.
        lambda candidate: None,
        lambda reason: loop.call_soon_threadsafe(over.set),
    )
    # Without a server: the public one it would ask by itself is out of reach.
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.on("connectionstatechange", lambda: say(event=peer.connectionState))
    peer.addTransceiver(Bar(), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    await asyncio.to_thread(room.join, url, code, "aiortc")
    room.offer(peer.localDescription.sdp)
    await peer.setRemoteDescription(RTCSessionDescription(await asyncio.wait_for(answer, 20), "answer"))

    def wait():
        wait_for_stop()
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=wait, daemon=True).start()
    await over.wait()
    await peer.close()
    await asyncio.to_thread(room.leave)
    say(event="ended")


asyncio.run(main(*sys.argv[1:]))
