"""
The handler of the document that this project began with, after its description there: Python with Pillow and boto3, one
image after the other, 800 x 600 whatever the proportions, JPEG. A process like function-worker.ts, which it talks like.
"""

import io
import json
import os
import time
import urllib.parse

from_parent = os.fdopen(int(os.environ["NODE_CHANNEL_FD"]), "rb", closefd=False)
to_parent = int(os.environ["NODE_CHANNEL_FD"])


def peak_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


def measure(work):
    with open("/proc/self/clear_refs", "w", encoding="ascii") as refs:
        refs.write("5")
    before, started = time.process_time(), time.perf_counter()
    work()
    wall, processor = time.perf_counter() - started, time.process_time() - before
    return {"milliseconds": wall * 1000, "processorMilliseconds": processor * 1000, "peakBytes": peak_bytes()}


def send(message):
    os.write(to_parent, json.dumps(message).encode() + b"\n")


def load():
    global Image, s3
    import boto3
    from botocore.config import Config
    from PIL import Image

    s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))


def handle(records):
    for record in records:
        event = json.loads(record["body"])["Records"][0]["s3"]
        bucket, key = event["bucket"]["name"], urllib.parse.unquote_plus(event["object"]["key"])
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        image = Image.open(io.BytesIO(body))
        if image.mode != "RGB":
            image = image.convert("RGB")
        resized = image.resize((800, 600), Image.Resampling.LANCZOS)
        output = io.BytesIO()
        resized.save(output, format="JPEG", quality=85, optimize=True)
        s3.put_object(Bucket="processed", Key=f"processed/{key}", Body=output.getvalue(), ContentType="image/jpeg")


send(measure(load))
for line in from_parent:
    message = json.loads(line)
    if isinstance(message, list):
        send({**measure(lambda: handle(message)), "failures": 0})
