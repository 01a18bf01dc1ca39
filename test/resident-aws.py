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
    import functools
    import gc
    import select
    import signal

    import botocore.loaders

    # What is loaded here no call loads again. The loader alone looks through two thousand folders.
    botocore.loaders.create_loader = functools.cache(botocore.loaders.create_loader)
    from awscli.clidriver import create_clidriver

    session = create_clidriver().session
    session.get_available_services()
    for service in ["cloudformation", "s3"]:
        session.create_client(service, "us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
    gc.disable()  # calls are short
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
