"""The `projection` signalling system as a stock sender speaks it: join by code, offer, candidates, end.

Nothing in here waits for the server's acknowledgements, which a sender in the field does not know. What happens is printed
as lines of JSON.
"""

import json
import sys

import socketio


def say(**fields):
    # In one piece: several threads have something to say.
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


class Projection:
    """Callbacks come on the client's own threads: `answered(sdp)`, `candidate(dict)`, `ended(reason)`."""

    def __init__(self, answered, candidate, ended):
        self.client = socketio.Client(reconnection=False)
        self.client.on("RTC_TV_Answer_To_Client", lambda payload: answered(payload["answer"]["sdp"]))
        self.client.on("RTC_Candidate_Exchange", lambda payload: candidate(payload.get("iceCandidate")))
        self.client.on("RTC_Session_End", lambda payload: ended(payload.get("reason")))
        self.client.on("CONNECT_TO_TV_ERROR", lambda payload: ended(payload.get("code")))

    def join(self, url, code, name):
        self.client.connect(url, wait_timeout=20)
        self.client.emit("CONNECT_TO_TV", {"username": name, "projCode": code})

    def offer(self, sdp):
        self.client.emit("RTC_Client_Offer_To_Server", {"offer": {"type": "offer", "sdp": sdp}})
        say(event="offered")

    def send_candidate(self, line, index):
        candidate = {"candidate": line, "sdpMid": None, "sdpMLineIndex": index}
        self.client.emit("RTC_Candidate_Exchange", {"iceCandidate": candidate})

    def end(self):
        self.client.emit("RTC_Session_End", {"reason": "stopped"})

    def leave(self):
        self.client.disconnect()


def wait_for_stop():
    """Until somebody says so, or is gone."""
    sys.stdin.readline()
