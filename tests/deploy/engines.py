"""A PostgreSQL that asks for passwords, and a Redis, both on ports of this machine."""

import shutil

from tests.deploy.overlays import KUBERNETES
from tests.support.stack import run, run_script

# What PostgreSQL asks of whom: the superuser comes by its socket.
RULES = "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


class Engines:
    """With the databases and roles that components/postgres makes."""

    def __init__(self, directory, secrets, ports):
        self.postgres_port, self.redis_port = next(ports), next(ports)
        self._postgres, self._redis = directory / "postgres", directory / "redis"
        self._passwords = directory / "passwords"
        self._secrets = secrets

    def start(self):
        run_script("redis.sh", "start", self._redis, "--port", self.redis_port)
        run_script("postgres.sh", "start", self._postgres)
        socket = run_script("postgres.sh", "url", self._postgres).split("'")[1]
        for setting in ("listen_addresses = '127.0.0.1'", f"port = {self.postgres_port}"):
            run(["psql", "-q", f"host={socket} user=postgres", "-c", f"ALTER SYSTEM SET {setting}"])
        (self._postgres.resolve() / "data/pg_hba.conf").write_text(RULES)
        run_script("postgres.sh", "stop", self._postgres)
        run_script("postgres.sh", "start", self._postgres)
        self._make_databases(socket)

    def remove(self):
        run_script("postgres.sh", "remove", self._postgres)
        run_script("redis.sh", "remove", self._redis)

    def _make_databases(self, socket):
        self._passwords.mkdir(mode=0o700)
        for path in self._secrets.glob("*.password"):
            # As the StatefulSet mounts them: the superuser's is apart.
            if path.stem != "superuser":
                shutil.copy(path, self._passwords / path.stem.replace("-", "_"))
        environment = [f"PGHOST={socket}", f"PGPORT={self.postgres_port}"]
        script = KUBERNETES / "components/postgres/databases.sh"
        run(["env", *environment, f"STEWARD_PASSWORDS={self._passwords}", script])
