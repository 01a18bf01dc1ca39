"""The AWS command line, loaded once: every call is a fork of this process, with the caller's arguments, folder,
environment and streams. `server SOCKET` waits for calls until its standard input ends; `client SOCKET ARGUMENT...` makes
one."""

import json
import os
import socket
import sys


def run(call, streams):
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(call["cwd"])
    loaded = os.environ["AWS_DATA_PATH"]  # set as awscli was loaded
    os.environ.clear()
    os.environ.update(call["env"], AWS_DATA_PATH=loaded)
    sys.argv = ["aws", *call["argv"]]
    from awscli.clidriver import main

    try:
        code = main()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    return code if isinstance(code, int) else int(code is not None)


def answer(connection):
    _, streams, _, _ = socket.recv_fds(connection, 1, 3)
    call = json.loads(connection.makefile("rb").readline())
    connection.sendall(b"%d" % run(call, streams))


def server(path):
    import select
    import signal

    from awscli.clidriver import create_clidriver

    create_clidriver()  # loads what every call would load
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(path)
    listening.listen()
    print(sys.executable, flush=True)
    while True:
        ready, _, _ = select.select([listening, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        connection, _ = listening.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listening.close()
            try:
                answer(connection)
            finally:
                os._exit(0)
        connection.close()


def client(path, argv):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    socket.send_fds(connection, [b"x"], [0, 1, 2])
    call = {"argv": argv, "cwd": os.getcwd(), "env": dict(os.environ)}
    connection.sendall(json.dumps(call).encode() + b"\n")
    sys.exit(int(connection.recv(16) or b"255"))


if sys.argv[1] == "server":
    server(sys.argv[2])
else:
    client(sys.argv[2], sys.argv[3:])
