"""Runs llama.cpp's own server over a small model; says where it listens on stdout.

A program of its own: `python llama_server.py MODEL.gguf CONTEXT`, until its input ends.
"""

import sys

import xllamacpp


def main(path: str, context: int) -> None:
    params = xllamacpp.CommonParams()
    params.model.path = path
    params.n_ctx = context
    params.n_parallel = 2
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.model_alias = {"tiny"}
    params.cpuparams.n_threads = 1
    params.cpuparams_batch.n_threads = 1
    params.warmup = False
    params.ui = False
    server = xllamacpp.Server(params)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
