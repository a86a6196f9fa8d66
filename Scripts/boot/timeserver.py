"""A time server for the machine: SNTP (RFC 4330), this machine's time."""

import socket
import struct
import threading
import time

# From 1900 to 1970.
ERA = 2208988800


class TimeServer:
    """Answers at 127.0.0.1, which the machine knows as 10.0.2.2; the port is a privileged one."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 123))
        threading.Thread(target=self.answer, daemon=True).start()

    def answer(self):
        while True:
            try:
                question, sender = self.socket.recvfrom(1024)
            except OSError:
                return
            if len(question) < 48:
                continue
            now = struct.pack(">II", int(time.time()) + ERA, int(time.time() % 1 * 2**32))
            # Version 4, a server, of the first stratum; the question's time of sending comes back as the origin.
            head = struct.pack(">BBbbII4s", 0x24, 1, 6, -20, 0, 1, b"TEST")
            self.socket.sendto(head + now + question[40:48] + now + now, sender)

    def close(self):
        self.socket.close()
