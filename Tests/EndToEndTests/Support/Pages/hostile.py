"""Says to a room server and a TV what nobody should. usage: hostile.py PORT CODE TV-PID. Standard library only."""
import base64
import json
import os
import random
import re
import socket
import sys
import urllib.error
import urllib.request

port, code, pid = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rng = random.Random(1)


def http(method, path, body=None, expect=None):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, method=method)
    try:
        status = urllib.request.urlopen(request, timeout=5).status
    except urllib.error.HTTPError as error:
        status = error.code
    except (OSError, ValueError):
        status = 0
    if expect is not None:
        assert status in expect, (method, path, status)


class WebSocket:
    """Just enough of RFC 6455 to send frames."""

    def __init__(self):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost:{port}\r\nUpgrade: websocket\r\n"
                             f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        assert b" 101 " in self.socket.recv(4096)

    def send(self, data, opcode=1):
        data = data.encode() if isinstance(data, str) else data
        header = bytes([0x80 | opcode])
        if len(data) < 126:
            header += bytes([0x80 | len(data)])
        elif len(data) < 65536:
            header += bytes([0x80 | 126]) + len(data).to_bytes(2, "big")
        else:
            header += bytes([0x80 | 127]) + len(data).to_bytes(8, "big")
        mask = os.urandom(4)
        try:
            self.socket.sendall(header + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))
        except OSError:
            pass

    def close(self):
        self.socket.close()


def emit(ws, *event):
    ws.send("42" + json.dumps(list(event)))


http("GET", "/socket.io/?EIO=4&transport=nonsense", expect={400})
http("GET", "/socket.io/?EIO=9&transport=polling", expect={400})
http("POST", "/socket.io/?EIO=4&transport=polling&sid=nobody", b"4garbage", expect={400})
http("POST", "/socket.io/?EIO=4&transport=polling", b"x" * 4_000_000)

for junk in ["", "4", "42", "42{", "42[]", "42[1,2]", "4abc", "49", "451-[\"x\"]", "42[\"" + "x" * 300_000 + "\"]", "2", "\u0000", "42" + "[" * 5000]:
    ws = WebSocket()
    ws.send("40")
    ws.send(junk)
    ws.close()
ws = WebSocket()
ws.send(b"\xff\xfe\xfd", opcode=1)
ws.close()

no_vp8 = ("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\nc=IN IP4 0.0.0.0\r\n"
          "a=mid:0\r\na=sendonly\r\na=rtcp-mux\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\na=setup:actpass\r\n"
          "a=fingerprint:sha-256 " + ":".join(["AB"] * 32) + "\r\na=rtpmap:102 H264/90000\r\n")
no_fingerprint = re.sub("a=fingerprint[^\r]*\r\n", "", no_vp8).replace("H264", "VP8")
ws = WebSocket()
ws.send("40")
emit(ws, "TV_REGISTER", "not an object")
emit(ws, "NO_SUCH_EVENT", {})
emit(ws, "RTC_TV_Answer_To_Server", {"answer": {"type": "answer", "sdp": "v=0"}})
emit(ws, "RTC_Candidate_Exchange", {"iceCandidate": {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host"}})
emit(ws, "CONNECT_TO_TV", {"username": ["a"], "projCode": 7})
emit(ws, "CONNECT_TO_TV", {"username": "Mallory", "projCode": code})
for sdp in ["", "nonsense", no_vp8, no_fingerprint, "v=0\r\n" * 5000]:
    emit(ws, "RTC_Client_Offer_To_Server", {"offer": {"type": "offer", "sdp": sdp}, "negotiationId": str(rng.random())})
for index in range(500):
    emit(ws, "RTC_Candidate_Exchange", {"iceCandidate": {"candidate": f"candidate:{index} 1 udp 1 192.0.2.1 {index} typ host"}})
emit(ws, "RTC_Session_End", {"clientId": "somebody-else", "reason": "stopped"})
ws.close()

# Garbage at the TV's media sockets: random bytes, and things that look like STUN, DTLS and RTP.
inodes = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd") if os.path.exists(f"/proc/{pid}/fd/{fd}")}
ports = []
for line in open("/proc/net/udp").read().splitlines()[1:]:
    fields = line.split()
    if f"socket:[{fields[9]}]" in inodes:
        address, number = fields[1].split(":")
        ports.append((socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(number, 16)))
assert ports, "the TV has no media socket"
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for target in ports:
    for index in range(2000):
        first = rng.choice([0, 1, 22, 23, 128, 144, 200, 255])
        data = bytes([first]) + rng.randbytes(rng.randrange(0, 1300))
        try:
            sender.sendto(data, target)
        except OSError:
            pass
