"""GStreamer's webrtcbin as a sender: colour bars with snow, encoded as VP8 at 30 frames a second.

usage: PYTHONPATH=site-packages-with-socketio /usr/bin/python3 gstreamer_sender.py URL CODE

The first key frame never reaches the network: there is a picture only for who asks for a key frame and gets one. Prints
{"event": "connected"}, {"event": "keyFrameRequested"} and {"event": "ended"}; a line on standard input says that it is enough.
"""

import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstVideo", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstVideo, GstWebRTC  # noqa: E402

from projection import Projection, say, wait_for_stop  # noqa: E402

PIPELINE = """
webrtcbin name=peer bundle-policy=max-bundle
videotestsrc is-live=true pattern=smpte ! video/x-raw,width=640,height=360,framerate=30/1
! vp8enc name=encoder deadline=1 cpu-used=8 target-bitrate=1500000 keyframe-max-dist=3000
! rtpvp8pay picture-id-mode=15-bit ! application/x-rtp,media=video,encoding-name=VP8,payload=96 ! peer.
"""


class Sender:
    def __init__(self, url, code):
        self.url, self.code = url, code
        self.loop = GLib.MainLoop()
        self.is_described = False
        self.early = []
        self.kept = []
        self.room = Projection(self.on_answer, self.on_candidate, lambda reason: self.loop.quit())
        self.pipeline = Gst.parse_launch(PIPELINE)
        self.peer = self.pipeline.get_by_name("peer")
        self.peer.emit("get-transceiver", 0).set_property("do-nack", True)
        self.peer.connect("on-negotiation-needed", self.on_negotiation_needed)
        self.peer.connect("on-ice-candidate", lambda _, index, line: GLib.idle_add(self.local_candidate, line, index))
        self.peer.connect("notify::connection-state", self.on_state)
        pad = self.pipeline.get_by_name("encoder").get_static_pad("src")
        self.has_dropped_key_frame = False
        pad.add_probe(Gst.PadProbeType.BUFFER, self.on_frame)
        pad.add_probe(Gst.PadProbeType.EVENT_UPSTREAM, self.on_event)

    def run(self):
        self.room.join(self.url, self.code, "GStreamer")
        bus = self.pipeline.get_bus()
        bus.add_signal_watch()
        bus.connect("message::error", self.on_error)
        self.pipeline.set_state(Gst.State.PLAYING)
        threading.Thread(target=self.wait, daemon=True).start()
        self.loop.run()
        self.pipeline.set_state(Gst.State.NULL)
        self.room.leave()
        say(event="ended")

    def wait(self):
        wait_for_stop()
        self.room.end()
        GLib.idle_add(self.loop.quit)

    def on_frame(self, pad, info):
        if self.has_dropped_key_frame:
            return Gst.PadProbeReturn.OK
        self.has_dropped_key_frame = True
        return Gst.PadProbeReturn.DROP

    def on_event(self, pad, info):
        if GstVideo.video_event_is_force_key_unit(info.get_event()):
            say(event="keyFrameRequested")
        return Gst.PadProbeReturn.OK

    def on_error(self, bus, message):
        print(message.parse_error(), file=sys.stderr)
        self.loop.quit()

    def on_state(self, peer, _):
        state = peer.get_property("connection-state").value_nick
        say(event=state)

    def on_negotiation_needed(self, peer):
        peer.emit("create-offer", None, Gst.Promise.new_with_change_func(self.on_offer))

    def on_offer(self, promise):
        reply = promise.get_reply()
        offer = reply.get_value("offer")
        # The description borrows the reply's memory.
        self.kept = [reply, offer]
        text = offer.sdp.as_text()
        # Set first, sent second, and candidates after both, as all of this runs on one loop.
        self.peer.emit("set-local-description", offer, Gst.Promise.new())
        GLib.idle_add(self.room.offer, text, priority=GLib.PRIORITY_HIGH)

    def local_candidate(self, line, index):
        self.room.send_candidate(line, index)

    def on_answer(self, sdp):
        GLib.idle_add(self.set_answer, sdp)

    def on_candidate(self, candidate):
        GLib.idle_add(self.add_candidate, candidate)

    def set_answer(self, sdp):
        _, message = GstSdp.SDPMessage.new_from_text(sdp)
        answer = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        self.peer.emit("set-remote-description", answer, Gst.Promise.new())
        self.is_described = True
        for candidate in self.early:
            self.add_candidate(candidate)

    def add_candidate(self, candidate):
        if not self.is_described:
            self.early.append(candidate)
        elif candidate and candidate.get("candidate"):
            self.peer.emit("add-ice-candidate", candidate.get("sdpMLineIndex") or 0, candidate["candidate"])


def main():
    Gst.init(None)
    Sender(*sys.argv[1:]).run()


main()
