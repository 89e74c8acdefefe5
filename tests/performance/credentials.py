"""What a request costs the gateway, by what its caller shows, with the directory behind it.

Each is compared with the same request, a get, under a token that was verified within the last
minute: the CPU of the gateway, as the directory and the services share the machine with it.
"""

from tests.e2e.incidents import create
from tests.e2e.people import create_account, create_key, create_user, give_access
from tests.performance import runs
from tests.performance.lab import SUBJECT, Lab
from tests.support.stack import run_script

HOME, ELSEWHERE = "bench-0", "bench-1"
TICKETS = 100
WAL_SEGMENTS = 4


def credentials(plan):
    with Lab({"gateway", "directory"}, "256MB", WAL_SEGMENTS) as lab:
        admin = prepare(lab)
        done = plan.interleave(contenders(lab, admin, plan.seconds))
    known = done.get("get, known token")
    for name, key in (
        ("get, new token", "gateway_cpu_new_token_vs_known"),
        ("get, api key", "gateway_cpu_key_vs_known_token"),
        ("get, guest", "gateway_cpu_guest_vs_known_token"),
    ):
        if known and name in done:
            plan.ratios[key] = done[name].versus(known, lambda run: run.cpu_us["gateway"])


def prepare(lab):
    """Tickets to get; returns their tenant's administrator."""
    admin = lab.client(HOME, subject=SUBJECT)
    for _ in range(TICKETS):
        create(admin, requester=SUBJECT)
    return admin


def contenders(lab, admin, seconds):
    """Runs by name. All get the same tickets."""
    create_user(lab.client(ELSEWHERE), "guest")
    give_access(admin, ELSEWHERE, "users/guest", "agent").ok()
    create_account(admin, "ci", roles=["integration"])
    shown = {
        "known token": lab.token(HOME, subject=SUBJECT),
        "api key": create_key(admin)["key"],
        "guest": lab.token(ELSEWHERE, subject="users/guest"),
    }

    def run(**options):
        return lambda: runs.rest(lab, "get", seconds, tenants=1, id_count=TICKETS, **options)

    made = {}
    for name, credential in shown.items():
        path = lab.directory / f"tokens-{name.replace(' ', '-')}"
        path.write_text(credential + "\n")
        more = {"header": f"Steward-Tenant: {HOME}"} if name == "guest" else {}
        made[f"get, {name}"] = run(tokens=path, **more)
    issuer = run_script("instance.sh", "issuer-name")
    made["get, new token"] = run(issuer_key=lab.keys / "issuer.pem", issuer=issuer)
    return made
