"""A proxy on the same machine may ask over a unix socket, where the system does not say when a whole head has come."""

import socket

from tests.faults.test_bodies import status_of

HEAD = b"GET /about/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_two_hundred_half_heads_hold_up_nobody_and_are_taken_whole(site, tmp_path):
    path = str(tmp_path / "site.sock")
    server = site.start(ARRIVAL_SECONDS="60", options=("--bind", f"unix:{path}"))  # longer than anybody here waits
    connections = [socket.socket(socket.AF_UNIX) for _ in range(200)]
    try:
        for number, connection in enumerate(connections):
            connection.settimeout(30)
            connection.connect(path)
            connection.sendall(HEAD[: number % 3 * 20])
        for drop in range(40, 44):
            for connection in connections[2::3]:
                connection.sendall(HEAD[drop : drop + 1])
            assert server.get(f"/?drop={drop}").status == 200
        for connection in connections[2::30]:
            connection.sendall(HEAD[44:])
            assert status_of(connection) == 200
        for connection in connections[1::30]:
            connection.shutdown(socket.SHUT_WR)
            assert status_of(connection) == 0, "half a head is no request"
    finally:
        for connection in connections:
            connection.close()
        server.stop()
