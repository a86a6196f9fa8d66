"""One QEMU, from power on to power cut: its screen, its keys, its display's cable, and a shell inside."""

import json
import re
import signal
import socket
import subprocess
import threading
import time

from pictures import read_ppm, write_png


class Failed(Exception):
    pass


class Machine:
    """A box whose clock's battery is empty. Runs below `out`: `bus` is the D-Bus that QEMU's display is on, `room` the port here that
    leads to 8443 there, `tests` a second disk. With `second_card` there is a graphics card without a display before the other, whose
    display does not tell what it can."""

    def __init__(self, directory, disk, out, number, room, tests=None, second_card=False):
        self.out, self.number, self.started = out, number, time.monotonic()
        self.journal = out / f"journal-{number}.log"
        qmp, shell, cable, screen = (out / f"{name}-{number}" for name in ("qmp", "shell", "cable", "screen"))
        command_line = (directory / "cmdline").read_text().strip().replace("quiet", "")
        command_line += " systemd.journald.forward_to_console=1 systemd.journald.max_level_console=info console=hvc0"
        # A shell of root's on a console of its own, for looking and for doing what a person at the box would.
        command_line += " systemd.wants=boot-test-shell.service"
        arguments = [
            "qemu-system-x86_64", "-name", "diascope-boot-test", "-M", "q35", "-rtc", "base=2001-01-01T00:00:00", "-m", "1024", "-smp", "2", "-nodefaults",
            "-no-user-config", "-no-reboot", "-accel", "tcg,thread=multi,tb-size=256", "-cpu", "max",
            "-kernel", str(directory / "vmlinuz"), "-initrd", str(directory / "initrd.img"), "-append", command_line,
            "-drive", f"file={disk},format=raw,if=virtio,cache=writeback",
            "-device", "virtio-serial-pci", "-chardev", f"file,id=log,path={self.journal}", "-device", "virtconsole,chardev=log",
            "-chardev", f"socket,id=shell,path={shell},server=on,wait=off", "-device", "virtconsole,chardev=shell",
            "-chardev", f"socket,id=cable,path={cable},server=on,wait=off",
            "-device", "virtserialport,chardev=cable,name=diascope.cable",
            "-chardev", f"socket,id=screen,path={screen},server=on,wait=off",
            "-device", "virtserialport,chardev=screen,name=diascope.screen",
            "-device", "virtio-rng-pci",
            # Late on the bus, so that another card is found before it.
            "-device", f"virtio-gpu-pci,id=gpu,addr=0x1d,xres=1280,yres=720,edid={'off' if second_card else 'on'}",
            "-netdev", f"user,id=net,hostfwd=tcp:127.0.0.1:{room}-:8443", "-device", "virtio-net-pci,netdev=net",
            "-qmp", f"unix:{qmp},server=on,wait=off", "-monitor", "none", "-serial", "none",
            "-display", f"dbus,addr=unix:path={out}/bus",
        ]
        if second_card:
            arguments += ["-device", "virtio-gpu-pci,id=other"]
        if tests:
            arguments += ["-drive", f"file={tests},format=raw,if=virtio,readonly=on"]
        self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stderr=open(out / f"qemu-{number}.log", "w"))
        self.qmp, self.shell, self.cable, self.screen = map(self.connect, (qmp, shell, cable, screen))
        # Whether the TV is on the card of Scripts/boot/yuvcard, of which QEMU knows nothing.
        self.is_on_yuvcard = False
        self.stream = self.qmp.makefile("rwb")
        self.stream.readline()
        self.command("qmp_capabilities")
        # QEMU begins with 0×0 and tells of changes only.
        self.plug(1280, 720)
        if second_card:
            self.plug(640, 480, card=1)
            self.plug(0, 0, card=1)
        self.heard, self.asked = b"", 0
        threading.Thread(target=self.hold_cable, daemon=True).start()

    def hold_cable(self):
        """For tests inside, while nobody here looks at the screen: they ask by a port to be plugged, unplugged and looked at."""
        changed = time.monotonic()
        try:
            for line in self.cable.makefile("r"):
                word, *size = line.split()
                if word == "look":
                    width, height, pixels = self.picture() or (0, 0, b"")
                    self.cable.sendall(f"{width} {height}\n".encode() + pixels)
                else:
                    # virtio-gpu's driver forgets a change that comes while it looks into the one before.
                    time.sleep(max(0, changed + 1 - time.monotonic()))
                    self.plug(*map(int, size)) if word == "plug" else self.plug(0, 0)
                    changed = time.monotonic()
                    self.cable.sendall(b"done\n")
        except (OSError, ValueError, Failed, subprocess.CalledProcessError):
            # The machine was turned off.
            pass

    def connect(self, path):
        deadline = time.monotonic() + 30
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(path))
                return connection
            except OSError:
                connection.close()
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise Failed(f"QEMU did not start: see {self.out}/qemu-{self.number}.log")
                time.sleep(0.05)

    def command(self, name, **arguments):
        self.stream.write(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n")
        self.stream.flush()
        while True:
            line = self.stream.readline()
            if not line:
                raise Failed(f"QEMU ended: see {self.out}/qemu-{self.number}.log")
            answer = json.loads(line)
            if "error" in answer:
                raise Failed(f"{name}: {answer['error']}")
            if "return" in answer:
                return answer["return"]

    def press(self, *keys):
        """QEMU's names, pressed together."""
        self.command("send-key", keys=[{"type": "qcode", "data": key} for key in keys])

    def plug(self, width, height, card=0):
        """Tells virtio-gpu of a display of this size; 0×0 is none. Cards are counted as on QEMU's command line."""
        subprocess.run(
            ["busctl", f"--address=unix:path={self.out}/bus", "call", "org.qemu", f"/org/qemu/Display1/Console_{card}",
             "org.qemu.Display1.Console", "SetUIInfo", "qqiiuu", "0", "0", "0", "0", str(width), str(height)],
            check=True, stdout=subprocess.DEVNULL,
        )

    def run(self, command, limit=120):
        """What the command prints in the machine; fails where the command does."""
        self.asked += 1
        begin, end = f"begin-{self.number}-{self.asked}", f"end-{self.number}-{self.asked}"
        # Split, so that the echo of what was typed is not taken for the answer.
        text = f" stty -echo; PS1=; echo '{begin[:3]}''{begin[3:]}'; {command}; set -- $?; echo; echo '{end[:3]}''{end[3:]}' $1\n"
        deadline = time.monotonic() + limit
        self.shell.settimeout(2)
        written, answer = 0.0, re.compile(f"{begin}\r?\n(.*){end} (\\d+)\r?\n".encode(), re.S)
        while not (found := answer.search(self.heard)):
            # Before the shell is there, what is typed may be lost.
            if self.asked == 1 and time.monotonic() > written + 10 or not written:
                self.shell.send(text.encode())
                written = time.monotonic()
            try:
                self.heard += self.shell.recv(65536)
            except TimeoutError:
                pass
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise Failed(f"'{command}' gave no answer within {limit} s: {self.heard[-400:]!r}")
        output = found[1].decode(errors="replace").replace("\r", "")
        self.heard = self.heard[found.end():]
        if found[2] != b"0":
            raise Failed(f"'{command}' ended with {int(found[2])}: {output[-600:]}")
        return output.strip()

    def yuvcard(self, line, to=""):
        """What the card of Scripts/boot/yuvcard answers."""
        return self.run(f"exec 3<>/sys/kernel/debug/yuvcard/cable && echo {line} >&3 && cat <&3 {to} && exec 3>&-")

    def composed(self):
        """What the card makes of its layers."""
        taken = []

        def take():
            data = b""
            while b"\n" not in data:
                data += self.screen.recv(64)
            head, _, data = data.partition(b"\n")
            width, height = map(int, head.split())
            while len(data) < width * height * 3:
                data += self.screen.recv(1 << 20)
            taken.append((width, height, data))

        self.screen.settimeout(30)
        reader = threading.Thread(target=take, daemon=True)
        reader.start()
        self.yuvcard("look", ">/dev/virtio-ports/diascope.screen")
        reader.join(30)
        return taken[0] if taken and taken[0][0] else None

    def picture(self):
        path = self.out / "screen.ppm"
        try:
            if self.is_on_yuvcard:
                return self.composed()
            self.command("screendump", filename=str(path))
            return read_ppm(path)
        except (Failed, OSError):
            return None

    def wait(self, what, limit, look, alive=None):
        """The first answer of look(picture) that is neither None nor False, and the seconds since power on.

        `alive` is a process without which there is no use in waiting."""
        end, last = time.monotonic() + limit, None
        while time.monotonic() < end:
            picture = self.picture()
            if picture:
                last = picture
                found = look(picture)
                if found not in (None, False):
                    return found, time.monotonic() - self.started
            if self.process.poll() is not None:
                raise Failed(f"QEMU ended: see {self.out}/qemu-{self.number}.log")
            if alive and alive.poll() is not None:
                raise Failed(f"the sender ended with {alive.returncode}: see {self.out}/sender.log")
            time.sleep(0.3)
        if last:
            write_png(self.out / "failed.png", last)
        tail = "\n".join(self.journal.read_text(errors="replace").splitlines()[-30:]) if self.journal.exists() else ""
        raise Failed(f"{what} did not come within {limit} s; the screen is in {self.out}/failed.png\n{tail}")

    def cut_power(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for connection in (self.qmp, self.shell, self.cable, self.screen):
            connection.close()
