#!/usr/bin/env python3
"""Makes the fixtures in this folder from a real control plane (see README.md):  make.py RUN_DIR PORT [name ...]
Workloads go through the real apiserver, controllers and scheduler; this script plays only the kubelet, in the kubelet's wording."""
import http.client, json, ssl, sys, threading, time, datetime, os, re
from http.server import BaseHTTPRequestHandler, HTTPServer
from fixtures import ALL, NODES
run, port, only = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
here = os.path.dirname(os.path.abspath(__file__))
ctx = ssl.create_default_context(cafile=f'{run}/pki/ca.crt'); ctx.load_cert_chain(f'{run}/pki/admin.crt', f'{run}/pki/admin.key')
conn = [None]
GROUPS = {'Deployment': 'apis/apps/v1', 'StatefulSet': 'apis/apps/v1', 'DaemonSet': 'apis/apps/v1', 'ReplicaSet': 'apis/apps/v1', 'Job': 'apis/batch/v1', 'CronJob': 'apis/batch/v1beta1', 'Service': 'api/v1',
          'ConfigMap': 'api/v1', 'ResourceQuota': 'api/v1', 'LimitRange': 'api/v1', 'Pod': 'api/v1', 'PersistentVolumeClaim': 'api/v1', 'Event': 'api/v1',
          'HorizontalPodAutoscaler': 'apis/autoscaling/v2beta2', 'PodDisruptionBudget': 'apis/policy/v1beta1', 'Ingress': 'apis/networking.k8s.io/v1'}
def plural(kind): return 'ingresses' if kind == 'Ingress' else kind.lower() + 's'
def call(method, path, body=None, ctype='application/json'):
    for _ in range(3):
        try:
            if conn[0] is None: conn[0] = http.client.HTTPSConnection('127.0.0.1', port, context=ctx, timeout=60)
            conn[0].request(method, '/' + path, json.dumps(body) if body is not None else None, {'Content-Type': ctype, 'Accept': 'application/json'})
            r = conn[0].getresponse(); d = r.read(); return r.status, (json.loads(d) if d else None)
        except Exception: conn[0] = None; time.sleep(0.2)
    raise SystemExit(f'{method} {path}: no answer')
def must(*a):
    s, b = call(*a)
    if s >= 300 and s != 409: raise SystemExit(f'{a[0]} {a[1]}: {s} {b and b.get("message")}')
    return b
def now(delta=0): return (datetime.datetime.utcnow() + datetime.timedelta(seconds=delta)).strftime('%Y-%m-%dT%H:%M:%SZ')
def patch(path, body): return must('PATCH', path, body, 'application/merge-patch+json')

class Deny(BaseHTTPRequestHandler):
    """An admission webhook that says no."""
    def do_POST(self):
        req = json.loads(self.rfile.read(int(self.headers['Content-Length'])))['request']
        out = json.dumps({'apiVersion': 'admission.k8s.io/v1', 'kind': 'AdmissionReview', 'response': {'uid': req['uid'], 'allowed': False, 'status': {'message': 'image registry.example/shop/orders:1.4.2 is not signed'}}}).encode()
        self.send_response(200); self.send_header('Content-Type', 'application/json'); self.send_header('Content-Length', str(len(out))); self.end_headers(); self.wfile.write(out)
    def log_message(self, *a): pass
def webhook():
    server = HTTPServer(('127.0.0.1', port + 9), Deny)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); tls.load_cert_chain(f'{run}/pki/server.crt', f'{run}/pki/server.key')
    server.socket = tls.wrap_socket(server.socket, server_side=True); threading.Thread(target=server.serve_forever, daemon=True).start()
    import base64
    ca = base64.b64encode(open(f'{run}/pki/ca.crt', 'rb').read()).decode()
    must('POST', 'apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': 'ValidatingWebhookConfiguration', 'metadata': {'name': 'signed-images'}, 'webhooks': [
        {'name': 'signed.policy.example', 'clientConfig': {'url': f'https://127.0.0.1:{port + 9}/', 'caBundle': ca}, 'rules': [{'apiGroups': [''], 'apiVersions': ['v1'], 'operations': ['CREATE'], 'resources': ['pods']}],
         'namespaceSelector': {'matchLabels': {'policy': 'signed'}}, 'sideEffects': 'None', 'admissionReviewVersions': ['v1'], 'failurePolicy': 'Fail'}]})

def node(n, spec):
    must('POST', 'api/v1/nodes', {'apiVersion': 'v1', 'kind': 'Node', 'metadata': {'name': n, 'labels': {'kubernetes.io/hostname': n, 'topology.kubernetes.io/zone': spec.get('zone', 'zone-a'), **spec.get('labels', {})}}, 'spec': {k: spec[k] for k in ('unschedulable',) if k in spec}})
    cap = {'cpu': '4', 'memory': '16Gi', 'ephemeral-storage': '50Gi', 'pods': str(spec.get('pods', 110))}
    patch(f'api/v1/nodes/{n}/status', {'status': {'capacity': cap, 'allocatable': cap, 'addresses': [{'type': 'InternalIP', 'address': '10.0.0.9'}], 'nodeInfo': {'kubeletVersion': 'v1.20.2', 'osImage': 'Debian', 'architecture': 'amd64', 'bootID': '', 'containerRuntimeVersion': 'containerd://1.4.3', 'kernelVersion': '', 'kubeProxyVersion': '', 'machineID': '', 'operatingSystem': 'linux', 'systemUUID': ''},
          'conditions': [{'type': t, 'status': s, 'reason': r, 'message': m, 'lastHeartbeatTime': now(), 'lastTransitionTime': now()} for t, s, r, m in
                         (('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'), ('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'), ('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'))]}})
    # The API server's TaintNodesByCondition taints a new node until the node lifecycle controller, which does not run here, sees that it is ready.
    patch(f'api/v1/nodes/{n}', {'spec': {'taints': spec.get('taints') or None}})

def kubelet(seconds):
    """Gives bound pods their status, and lets deleted ones go."""
    until = time.time() + seconds; counts = {}
    while time.time() < until:
        _, pods = call('GET', 'api/v1/pods')
        for p in pods['items']:
            m = p['metadata']; f = chosen.get(m['namespace'])
            if not f: continue
            path = f'api/v1/namespaces/{m["namespace"]}/pods/{m["name"]}'
            if m.get('deletionTimestamp'):
                if not f.get('keep_deleted'): call('DELETE', path, {'gracePeriodSeconds': 0})
                continue
            if not p['spec'].get('nodeName') or m['uid'] in done: continue
            done.add(m['uid']); i = counts[m['namespace']] = counts.get(m['namespace'], -1) + 1
            status, events = f['pod'](p, i, now)
            if status: patch(path + '/status', {'status': status})
            for reason, message in events: event(m['namespace'], {'kind': 'Pod', 'name': m['name'], 'uid': m['uid']}, reason, message, 'kubelet')
        time.sleep(0.4)
def event(ns, ref, reason, message, component, count=7):
    must('POST', f'api/v1/namespaces/{ns}/events', {'apiVersion': 'v1', 'kind': 'Event', 'metadata': {'generateName': ref['name'] + '.', 'namespace': ns}, 'involvedObject': {'apiVersion': 'v1', 'namespace': ns, **ref}, 'reason': reason, 'message': message, 'type': 'Warning',
         'count': count, 'firstTimestamp': now(-60), 'lastTimestamp': now(), 'source': {'component': component}, 'reportingComponent': '', 'reportingInstance': ''})
def items(ns):
    out = []
    for kind in GROUPS:
        if kind in ('ConfigMap', 'ResourceQuota', 'LimitRange'): continue
        _, l = call('GET', f'{GROUPS[kind]}/namespaces/{ns}/{plural(kind)}')
        for o in l['items']:
            if kind == 'Event' and o['type'] != 'Warning': continue
            o['metadata'].pop('managedFields', None)
            api = GROUPS[kind].split('/', 1)[1]
            out.append({'apiVersion': api, 'kind': kind, **o})
    _, n = call('GET', f'api/v1/namespaces/{ns}'); n['metadata'].pop('managedFields', None); out.append(n)
    # One more node than the pods need: a cluster without any would be one whose nodes may not be listed.
    used = {'node-1'} | {o['spec'].get('nodeName') for o in out if o['kind'] == 'Pod'}
    _, nodes = call('GET', 'api/v1/nodes')
    for o in nodes['items']:
        if o['metadata']['name'] in used: o['metadata'].pop('managedFields', None); out.append({'apiVersion': 'v1', 'kind': 'Node', **o})
    return out

chosen = {f['name']: f for f in ALL if (f['name'] in only if only else not f.get('slow'))}
done = set()
for n, spec in NODES.items(): node(n, spec)
webhook()
for f in chosen.values():
    must('POST', 'api/v1/namespaces', {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': f['name'], 'labels': f.get('labels', {})}})
    for o in f['objects']: must('POST', f'{GROUPS[o["kind"]]}/namespaces/{f["name"]}/{plural(o["kind"])}', {'apiVersion': GROUPS[o['kind']].split('/', 1)[1], **o})
kubelet(max([f.get('seconds', 25) for f in chosen.values()]))
for f in chosen.values():
    for step in f.get('then', []):
        step(dict(call=call, patch=patch, event=event, now=now, must=must, ns=f['name'], kubelet=kubelet))
kubelet(8)
for f in chosen.values():
    folder = f'{here}/{f["name"]}'; os.makedirs(folder, exist_ok=True)
    found = items(f['name'])
    for edit in f.get('edit', []): found = edit(found) or found
    json.dump({'apiVersion': 'v1', 'kind': 'List', 'items': found}, open(f'{folder}/objects.json', 'w'), indent=1); open(f'{folder}/objects.json', 'a').write('\n')
    json.dump({'now': now(f.get('after', 600)), 'workload': f'{f["kind"]}/orders', **f['expect']}, open(f'{folder}/expected.json', 'w'), indent=2); open(f'{folder}/expected.json', 'a').write('\n')
    print(f['name'], len(found))
