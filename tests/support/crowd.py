"""Threads that work beside a test for as long as a `with` lasts."""

import threading


class Crowd:
    """`count` threads. Each runs `work(number)`, once: it goes on until `is_over()`."""

    def __init__(self, count):
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self.work, args=(each,)) for each in range(count)]

    def work(self, number):
        raise NotImplementedError

    def is_over(self):
        return self._over.is_set()

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()
