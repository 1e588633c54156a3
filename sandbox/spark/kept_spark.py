"""Runs Python scripts for whoever asks, one after the other, in one Spark that stays: `POST /` with {"script", "args"} as JSON.

Started by spark-submit like any application, with the path of a file to write its address to. A script finds the session
that is there when it builds one, and its `stop` leaves it to the next.
"""

import contextlib
import http.server
import io
import json
import os
import pathlib
import runpy
import sys
import threading
import traceback

from pyspark.sql import SparkSession

LOOK_S = 2


class Applications(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = json.dumps(run(asked["script"], asked["args"])).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words: object) -> None:
        """Nobody reads along."""


def run(script: str, args: list[str]) -> dict[str, object]:
    """Runs it as its own process would, and answers as `SparkOutcome`."""
    stdout, stderr = io.StringIO(), io.StringIO()
    exit_code = 0
    sys.argv = [script, *args]
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            exit_code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            traceback.print_exc()
            exit_code = 1
    return {"exitCode": exit_code, "stdout": stdout.getvalue(), "stderr": stderr.getvalue()}


def end_with(parent: int) -> None:
    """Ends the process once whoever started it is gone."""
    while os.getppid() == parent:
        threading.Event().wait(LOOK_S)
    os._exit(0)


# To write and compile Java for each plan takes longer than a few hundred rows do without: 2 s instead of 4.5 for a day.
WITHOUT_JAVA_OF_ITS_OWN = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}

SparkSession.builder.config(map=WITHOUT_JAVA_OF_ITS_OWN).getOrCreate()
SparkSession.stop = lambda session: None
threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
server = http.server.HTTPServer(("127.0.0.1", 0), Applications)
unfinished = pathlib.Path(f"{sys.argv[1]}.unfinished")
unfinished.write_text(f"http://127.0.0.1:{server.server_port}/")
unfinished.rename(sys.argv[1])
server.serve_forever()
