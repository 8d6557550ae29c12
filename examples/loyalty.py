"""A remote service: a panel, an action and a handler, with nothing to install. REMOTE_SECRET=whsec_… PORT=8700 python3 loyalty.py"""
import base64, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, HTTPServer

key = base64.b64decode(os.environ["REMOTE_SECRET"].removeprefix("whsec_"))
points, answers = {}, {}  # A real service keeps both in its database, and writes them in one transaction.

def is_genuine(headers, body):
    post_id, at, signatures = (headers.get(f"webhook-{part}", "") for part in ("id", "timestamp", "signature"))
    digest = hmac.digest(key, f"{post_id}.{at}.".encode() + body, "sha256")
    expected = b"v1," + base64.b64encode(digest)
    is_recent = at.isdecimal() and abs(time.time() - int(at)) < 300
    return is_recent and any(hmac.compare_digest(expected, given.encode()) for given in signatures.split())

def add(customer, count):
    points[customer] = points.get(customer, 0) + count
    return points[customer]

def load(call):
    value = str(points.get(call["subject"]["id"], 0))
    return {"blocks": [{"type": "fields", "fields": [{"label": "Points", "value": value}]}]}

def form(call):
    return {"fields": {"points": {"hint": "100 points are worth 1 euro."}}}

def confirm(call):
    return {"title": f"Grant {call['input']['points']} points?", "submit": "Grant"}

def run(call):
    return {"done": {"title": f"Granted: now {add(call['subject']['id'], call['input']['points'])} points"}}

def handle(call):
    add(call["event"]["data"]["object"].get("customer"), 1)
    return {"done": True}

def describe(call):
    examples = {"input": {"points": 10}, "event": "invoice.paid"}
    return {"protocol": 1, "offers": [{"call": name, "id": id, **examples} for name, id in functions if id]}

functions = {("load", "loyalty"): load, ("form", "grant-points"): form, ("confirm", "grant-points"): confirm,
             ("run", "grant-points"): run, ("handle", "point-per-payment"): handle, ("describe", None): describe}

class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not is_genuine(self.headers, body):
            return self.send_error(401)
        call = json.loads(body)
        function, once = functions.get((call["call"], call.get("id"))), call.get("idempotencyKey")
        if not function:
            return self.send_error(404)
        answer = answers.get(once) or function(call)
        if once:
            answers[once] = answer
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

server = HTTPServer(("127.0.0.1", int(os.environ.get("PORT", 8700))), Service)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
