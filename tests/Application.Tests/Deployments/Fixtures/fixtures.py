"""What make.py makes: for each fixture the objects, what the kubelet says of the pods, and what the portal must find."""
ALL = []
NODES = {'node-1': {}, 'node-2': {'zone': 'zone-b'}, 'node-3': {'zone': 'zone-c'}, 'node-gpu': {'taints': [{'key': 'dedicated', 'value': 'gpu', 'effect': 'NoSchedule'}]},
         'node-cordoned': {'unschedulable': True, 'taints': [{'key': 'node.kubernetes.io/unschedulable', 'effect': 'NoSchedule'}]}, 'node-tiny': {'pods': 0, 'labels': {'size': 'tiny'}, 'zone': 'zone-d', 'taints': [{'key': 'size', 'value': 'tiny', 'effect': 'NoSchedule'}]}, 'node-leaving': {'labels': {'leaving': 'true'}, 'taints': [{'key': 'leaving', 'effect': 'NoSchedule'}]}, 'node-sick': {'labels': {'sick': 'true'}, 'taints': [{'key': 'sick', 'effect': 'NoSchedule'}]},
         'node-full': {'labels': {'full': 'true'}, 'taints': [{'key': 'full', 'effect': 'NoSchedule'}]}, 'node-draining': {'labels': {'draining': 'true'}, 'taints': [{'key': 'draining', 'effect': 'NoSchedule'}]}}
IMAGE = 'registry.example/shop/orders:1.4.2'

def statuses(p, now, ready=True, phase='Running', cs=None, init=None, conds=None, **more):
    cond = lambda t, ok, msg=None: {'type': t, 'status': 'True' if ok else 'False', 'lastTransitionTime': now(-30), **({} if ok or t not in ('Ready', 'ContainersReady') else {'reason': 'ContainersNotReady', 'message': 'containers with unready status: [app]'})}
    return {'phase': phase, 'conditions': conds or [cond('Initialized', not init or all(i['ready'] for i in init)), cond('Ready', ready), cond('ContainersReady', ready), cond('PodScheduled', True)], 'hostIP': '10.0.0.9', 'podIP': '10.64.1.7', 'startTime': now(-40),
            **({'containerStatuses': cs} if cs is not None else {}), **({'initContainerStatuses': init} if init else {}), **more}
def c(now, ready=True, restarts=0, state=None, last=None, name='app', image=IMAGE, started=-30, id='registry.example/shop/orders@sha256:4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a4f3c2b1a'):
    return {'name': name, 'image': image, 'imageID': id if ready or restarts else '', 'ready': ready, 'started': ready, 'restartCount': restarts, 'state': state or {'running': {'startedAt': now(started)}}, 'lastState': {'terminated': last} if last else {}}
def ended(now, code, reason='Error', **more): return {'exitCode': code, 'reason': reason, 'startedAt': now(-22), 'finishedAt': now(-20), 'containerID': 'containerd://f00d', **more}
def waiting(reason, message=None): return {'waiting': {'reason': reason, **({'message': message} if message else {})}}
def fine(p, i, now): return statuses(p, now, cs=[c(now, name=k['name']) for k in p['spec']['containers']]), []
def none(p, i, now): return None, []

def template(**spec):
    container = {'name': 'app', 'image': IMAGE, **spec.pop('container', {})}
    return {'metadata': {'labels': {'app': 'orders', **spec.pop('labels', {})}}, 'spec': {'containers': [container], **spec}}
def deployment(replicas=2, deadline=600, more=None, **spec):
    return {'kind': 'Deployment', 'metadata': {'name': 'orders', 'labels': {'app': 'orders'}}, 'spec': {'replicas': replicas, 'progressDeadlineSeconds': deadline, 'selector': {'matchLabels': {'app': 'orders'}}, 'template': template(**spec), **(more or {})}}
def service(**selector): return {'kind': 'Service', 'metadata': {'name': 'orders'}, 'spec': {'selector': selector or {'app': 'orders'}, 'ports': [{'port': 80, 'targetPort': 8080}]}}
def problem(code, severity='critical', cause=(), evidence=(), next=()): return {'code': code, 'severity': severity, 'cause': list(cause), 'evidence': list(evidence), 'next': list(next)}
def fx(name, objects, expect, pod=fine, kind='Deployment', rollout=None, reason=(), notes=(), health=None, **more):
    e = {'problems': expect if isinstance(expect, list) else [expect], 'notes': list(notes)}
    if rollout: e['rollout'] = rollout; e['reason'] = list(reason)
    if health: e['health'] = health
    ALL.append({'name': name, 'objects': objects, 'expect': e, 'pod': pod, 'kind': kind, **more})

def crash(code, reason='Error', restarts=7, **more):
    return lambda p, i, now: (statuses(p, now, ready=False, cs=[c(now, ready=False, restarts=restarts, state=waiting('CrashLoopBackOff', f'back-off 2m40s restarting failed container=app pod={p["metadata"]["name"]}_{p["metadata"]["namespace"]}({p["metadata"]["uid"]})'), last=ended(now, code, reason, **more))]), [('BackOff', 'Back-off restarting failed container')])
def wait(reason, message, *events): return lambda p, i, now: (statuses(p, now, ready=False, phase='Pending', cs=[c(now, ready=False, state=waiting(reason, message))]), list(events))

# Crashes, by exit code
for code, words, step in ((0, 'without an error', 'restartPolicy'), (1, 'error', '--previous'), (2, 'wrong', 'args'), (126, 'cannot be executed', 'chmod'), (127, 'not found', 'command'), (134, 'abort', '--previous'), (139, 'segmentation', 'native'), (143, 'asked to stop', '--previous'), (42, 'exit code 42', '--previous')):
    fx(f'crash-exit-{code}', [deployment()], problem('CrashLoopBackOff', cause=[f'exit code {code}', words, 'in 2 pods'], evidence=['CrashLoopBackOff', f'exit code {code}'], next=[step]), crash(code, 'Completed' if code == 0 else 'Error'))
fx('crash-exit-137', [deployment()], problem('CrashLoopBackOff', cause=['exit code 137', 'not for memory'], next=['terminationGracePeriodSeconds']), crash(137))
fx('oom-killed', [deployment(container={'resources': {'limits': {'memory': '256Mi'}, 'requests': {'memory': '128Mi'}}})], problem('OOMKilled', cause=['256Mi', 'more memory'], evidence=['resources.limits.memory: 256Mi'], next=['resources.limits.memory']), crash(137, 'OOMKilled'))
def oomonce(p, i, now): return (statuses(p, now, cs=[c(now, restarts=1, last=ended(now, 137, 'OOMKilled'), started=-10)]), []) if i == 0 else fine(p, i, now)
fx('oom-killed-once', [deployment(container={'resources': {'limits': {'memory': '256Mi'}}})], problem('OOMKilled', 'warning', cause=['256Mi']), oomonce)
def initfail(p, i, now):
    s = statuses(p, now, ready=False, phase='Pending', cs=[c(now, ready=False, state=waiting('PodInitializing'))], init=[c(now, ready=False, restarts=5, name='migrate', state=waiting('CrashLoopBackOff', f'back-off 2m40s restarting failed container=migrate pod={p["metadata"]["name"]}'), last=ended(now, 3))])
    return s, [('BackOff', 'Back-off restarting failed container')]
fx('init-container-fails', [deployment(initContainers=[{'name': 'migrate', 'image': IMAGE, 'command': ['migrate']}])], problem('Init:CrashLoopBackOff', cause=['Init container migrate', 'exit code 3'], next=['-c migrate --previous']), initfail)
fx('start-error', [deployment(container={'command': ['/app/orderz']})], problem('RunContainerError', cause=['/app/orderz', 'not found'], next=['command']),
   crash(128, 'StartError', message='failed to create containerd task: OCI runtime create failed: container_linux.go:370: starting container process caused: exec: "/app/orderz": stat /app/orderz: no such file or directory: unknown'))

# Images
def pull(message, reason='ImagePullBackOff', image=IMAGE): return wait(reason, f'Back-off pulling image "{image}"', ('Failed', f'Failed to pull image "{image}": {message}'), ('Failed', 'Error: ErrImagePull'), ('Failed', 'Error: ImagePullBackOff'))
REF = f'rpc error: code = Unknown desc = failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}": '
fx('image-not-found', [deployment()], problem('ImagePullBackOff', cause=['does not have', IMAGE], evidence=['not found'], next=['tag']), pull(f'rpc error: code = NotFound desc = failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}": {IMAGE}: not found'))
fx('image-unauthorized', [deployment()], problem('ImagePullBackOff', cause=['refuses'], evidence=['401'], next=['imagePullSecrets']), pull(REF + 'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized'))
fx('image-registry-unreachable', [deployment()], problem('ImagePullBackOff', cause=['cannot be reached'], evidence=['no such host'], next=['registry.example']), pull(REF + 'failed to do request: Head "https://registry.example/v2/shop/orders/manifests/1.4.2": dial tcp: lookup registry.example on 10.0.0.2:53: no such host'))
fx('image-registry-tls', [deployment()], problem('ImagePullBackOff', cause=['certificate'], evidence=['x509'], next=['certificate']), pull(REF + 'failed to do request: Head "https://registry.example/v2/shop/orders/manifests/1.4.2": x509: certificate signed by unknown authority'))
fx('image-rate-limit', [deployment()], problem('ImagePullBackOff', cause=['limit'], evidence=['429'], next=['mirror']), pull('rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/library/redis:6": failed to copy: httpReaderSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/redis/manifests/sha256:abc: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit', image='redis:6'))
fx('image-wrong-platform', [deployment()], problem('ImagePullBackOff', cause=['platform'], evidence=['no match for platform'], next=['docker buildx']), pull(f'rpc error: code = NotFound desc = failed to pull and unpack image "{IMAGE}": no match for platform in manifest: not found'))
fx('image-invalid-name', [deployment(container={'image': 'registry.example/Shop/Orders:1'})], problem('InvalidImageName', cause=['no valid image name', 'registry.example/Shop/Orders:1'], next=['spec.template']), wait('InvalidImageName', 'Failed to apply default image tag "registry.example/Shop/Orders:1": couldn\'t parse image reference "registry.example/Shop/Orders:1": invalid reference format: repository name must be lowercase', ('InspectFailed', 'Failed to apply default image tag "registry.example/Shop/Orders:1": couldn\'t parse image reference "registry.example/Shop/Orders:1": invalid reference format: repository name must be lowercase'), ('Failed', 'Error: InvalidImageName')))
fx('image-never-pull', [deployment(container={'imagePullPolicy': 'Never'})], problem('ErrImageNeverPull', cause=['Never'], next=['imagePullPolicy']), wait('ErrImageNeverPull', f'Container image "{IMAGE}" is not present with pull policy of Never', ('ErrImageNeverPull', f'Container image "{IMAGE}" is not present with pull policy of Never')))

# Configuration
fx('config-map-missing', [deployment(container={'envFrom': [{'configMapRef': {'name': 'orders-settings'}}]})], problem('CreateContainerConfigError', cause=['ConfigMap orders-settings'], evidence=['configmap "orders-settings" not found'], next=['get configmap orders-settings']), wait('CreateContainerConfigError', 'configmap "orders-settings" not found', ('Failed', 'Error: configmap "orders-settings" not found')))
fx('secret-missing', [deployment()], problem('CreateContainerConfigError', cause=['Secret orders-db'], next=['get secret orders-db']), wait('CreateContainerConfigError', 'secret "orders-db" not found', ('Failed', 'Error: secret "orders-db" not found')))
fx('secret-key-missing', [deployment()], problem('CreateContainerConfigError', cause=['key password', 'Secret orders-db'], next=['orders-db']), wait('CreateContainerConfigError', "couldn't find key password in Secret secret-key-missing/orders-db", ('Failed', "Error: couldn't find key password in Secret secret-key-missing/orders-db")))
fx('runs-as-root', [deployment(securityContext={'runAsNonRoot': True})], problem('CreateContainerConfigError', cause=['root'], next=['runAsUser']), wait('CreateContainerConfigError', 'container has runAsNonRoot and image will run as root (pod: "orders", container: app)', ('Failed', 'Error: container has runAsNonRoot and image will run as root (pod: "orders", container: app)')))
fx('mount-config-map-missing', [deployment(volumes=[{'name': 'settings', 'configMap': {'name': 'orders-files'}}])], problem('FailedMount', cause=['ConfigMap orders-files', 'settings'], next=['get configmap orders-files']), wait('ContainerCreating', None, ('FailedMount', 'MountVolume.SetUp failed for volume "settings" : configmap "orders-files" not found'), ('FailedMount', 'Unable to attach or mount volumes: unmounted volumes=[settings], unattached volumes=[settings]: timed out waiting for the condition')))
fx('mount-secret-key-missing', [deployment()], problem('FailedMount', cause=['tls.key', 'Secret'], next=['secret']), wait('ContainerCreating', None, ('FailedMount', 'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: tls.key')))
fx('volume-attached-elsewhere', [deployment()], problem('FailedAttachVolume', cause=['another node', 'pvc-7'], next=['Recreate']), wait('ContainerCreating', None, ('FailedAttachVolume', 'Multi-Attach error for volume "pvc-7" Volume is already used by pod(s) orders-5c9d7f-abcde')))
fx('create-container-error', [deployment()], problem('CreateContainerError', cause=['context deadline exceeded'], next=['node']), wait('CreateContainerError', 'context deadline exceeded', ('Failed', 'Error: context deadline exceeded')))
fx('post-start-fails', [deployment(container={'lifecycle': {'postStart': {'exec': {'command': ['/warm']}}}})], problem('PostStartHookError', cause=['postStart'], next=['lifecycle.postStart']), wait('PostStartHookError', "command '/warm' exited with 1: ", ('FailedPostStartHook', 'Exec lifecycle hook ([/warm]) for Container "app" in Pod "orders" failed - error: command \'/warm\' exited with 1: , message: ""')))
fx('sandbox-fails', [deployment()], problem('FailedCreatePodSandBox', cause=['network'], evidence=['calico'], next=['node-']), wait('ContainerCreating', None, ('FailedCreatePodSandBox', 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0af1": plugin type="calico" failed (add): error getting ClusterInformation: connection is unauthorized: Unauthorized')))
fx('creating-too-long', [deployment()], problem('ContainerCreating', cause=['min: no event'], next=['describe pod']), wait('ContainerCreating', None))

# Scheduling: the scheduler's own words
fx('no-cpu', [deployment(container={'resources': {'requests': {'cpu': '64'}}})], problem('Unschedulable', cause=['too little CPU', 'of 9 nodes', 'dedicated', 'cordoned'], evidence=['Insufficient cpu'], next=['requests.cpu']), none)
fx('no-memory', [deployment(container={'resources': {'requests': {'memory': '900Gi'}}})], problem('Unschedulable', cause=['too little memory'], next=['requests.memory']), none)
fx('no-disk', [deployment(container={'resources': {'requests': {'ephemeral-storage': '900Gi'}}})], problem('Unschedulable', cause=['too little ephemeral storage'], next=['ephemeral-storage']), none)
fx('tainted', [deployment(nodeSelector={'kubernetes.io/hostname': 'node-gpu'})], problem('Unschedulable', cause=['dedicated'], next=['toleration']), none)
fx('no-such-node', [deployment(nodeSelector={'disk': 'ssd'})], problem('Unschedulable', cause=['labels'], next=['nodeSelector']), none)
fx('anti-affinity', [deployment(replicas=5, affinity={'podAntiAffinity': {'requiredDuringSchedulingIgnoredDuringExecution': [{'topologyKey': 'kubernetes.io/hostname', 'labelSelector': {'matchLabels': {'app': 'orders'}}}]}})], problem('Unschedulable', 'warning', cause=['anti-affinity', '2 pods have'], next=['preferred']))
fx('topology-spread', [deployment(replicas=4, topologySpreadConstraints=[{'maxSkew': 1, 'topologyKey': 'topology.kubernetes.io/zone', 'whenUnsatisfiable': 'DoNotSchedule', 'labelSelector': {'matchLabels': {'app': 'orders'}}}])], problem('Unschedulable', 'warning', cause=['spread'], next=['whenUnsatisfiable']))
fx('claim-unbound', [deployment(volumes=[{'name': 'data', 'persistentVolumeClaim': {'claimName': 'orders-data'}}]), {'kind': 'PersistentVolumeClaim', 'metadata': {'name': 'orders-data'}, 'spec': {'storageClassName': 'fast', 'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}}}],
   problem('Unschedulable', cause=['claim', 'orders-data', 'not bound'], evidence=['storageclass.storage.k8s.io "fast" not found'], next=['describe pvc']), none)
fx('claim-missing', [deployment(volumes=[{'name': 'data', 'persistentVolumeClaim': {'claimName': 'orders-data'}}])], problem('Unschedulable', cause=['orders-data', 'does not exist'], next=['persistentVolumeClaim']), none)
fx('host-port', [deployment(replicas=4, container={'ports': [{'containerPort': 8080, 'hostPort': 8080}]})], problem('Unschedulable', 'warning', cause=['host port'], next=['hostPort']))
fx('too-many-pods', [deployment(tolerations=[{'key': 'size', 'operator': 'Exists'}], nodeSelector={'size': 'tiny'})], problem('Unschedulable', cause=['as many pods'], next=['nodes']), none)
fx('cordoned', [deployment(nodeSelector={'kubernetes.io/hostname': 'node-cordoned'})], problem('Unschedulable', cause=['cordoned'], next=['uncordon']), none)
fx('no-scheduler', [deployment(schedulerName='night-scheduler')], problem('Pending', cause=['scheduler'], next=['schedulerName']), none)

# Quota and admission: the API server's own words
fx('quota', [{'kind': 'ResourceQuota', 'metadata': {'name': 'team'}, 'spec': {'hard': {'pods': '1'}}}, deployment(replicas=3)], problem('FailedCreate', cause=['quota team', 'pods', 'limited: pods=1'], evidence=['exceeded quota'], next=['describe quota team']))
fx('quota-needs-requests', [{'kind': 'ResourceQuota', 'metadata': {'name': 'team'}, 'spec': {'hard': {'requests.memory': '1Gi'}}}, deployment()], problem('FailedCreate', cause=['quota team', 'requests.memory'], next=['resources']), none)
fx('limit-range', [{'kind': 'LimitRange', 'metadata': {'name': 'bounds'}, 'spec': {'limits': [{'type': 'Container', 'max': {'memory': '256Mi'}}]}}, deployment(container={'resources': {'limits': {'memory': '2Gi'}}})], problem('FailedCreate', cause=['limit range', '256Mi'], next=['limitrange']), none)
fx('webhook-denies', [deployment()], problem('FailedCreate', cause=['signed.policy.example', 'not signed'], next=['signed.policy.example']), none, labels={'policy': 'signed'})
def podsecurity(found):
    for o in found:
        for k in o.get('status', {}).get('conditions', []) if o['kind'] in ('Deployment', 'ReplicaSet') else []:
            if k['type'] == 'ReplicaFailure': k['message'] = 'pods "orders-6f4d8c7b9-" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)'
    return [o for o in found if o['kind'] != 'Event']
fx('pod-security', [{'kind': 'ResourceQuota', 'metadata': {'name': 'team'}, 'spec': {'hard': {'pods': '0'}}}, deployment()], problem('FailedCreate', cause=['PodSecurity', 'restricted'], next=['securityContext']), none, edit=[podsecurity])
fx('stateful-set-quota', [{'kind': 'ResourceQuota', 'metadata': {'name': 'team'}, 'spec': {'hard': {'pods': '1'}}}, {'kind': 'StatefulSet', 'metadata': {'name': 'orders'}, 'spec': {'replicas': 2, 'serviceName': 'orders', 'selector': {'matchLabels': {'app': 'orders'}}, 'template': template()}}], problem('FailedCreate', cause=['quota team'], next=['describe quota team']), kind='StatefulSet', seconds=25)

# Probes
def probe(kind, message, restarts=0, last=None, ready=False): return lambda p, i, now: (statuses(p, now, ready=ready, cs=[c(now, ready=ready, restarts=restarts, last=last(now) if last else None)]), [('Unhealthy', message)])
fx('readiness-fails', [deployment()], problem('NotReady', cause=['readiness probe', '503'], evidence=['statuscode: 503'], next=['logs']), probe('r', 'Readiness probe failed: HTTP probe failed with statuscode: 503'))
fx('liveness-fails', [deployment()], problem('LivenessProbeFailed', cause=['liveness probe', '12 restarts'], evidence=['Liveness probe failed'], next=['livenessProbe']), probe('l', 'Liveness probe failed: Get "http://10.64.1.7:8080/live": context deadline exceeded (Client.Timeout exceeded while awaiting headers)', 6, lambda now: ended(now, 137)))
fx('startup-fails', [deployment()], problem('StartupProbeFailed', cause=['startup probe'], next=['failureThreshold']), probe('s', 'Startup probe failed: dial tcp 10.64.1.7:8080: connect: connection refused', 3, lambda now: ended(now, 143)))
fx('no-endpoints', [deployment(more={'paused': True}), service()], problem('NoEndpoints', cause=['Service orders', 'no ready pod'], next=['get endpoints orders']), none, rollout='paused')

# Nodes, evictions, leaving pods
def evicted(message): return lambda p, i, now: ({'phase': 'Failed', 'reason': 'Evicted', 'message': message, 'startTime': now(-40)}, [('Evicted', message)]) if i == 0 else fine(p, i, now)
fx('evicted-memory', [deployment()], problem('Evicted', 'warning', cause=['memory'], next=['requests.memory']), evicted('The node was low on resource: memory. Container app was using 1832Mi, which exceeds its request of 64Mi. '))
fx('evicted-disk', [deployment()], problem('Evicted', 'warning', cause=['disk'], next=['ephemeral-storage']), evicted('The node was low on resource: ephemeral-storage. Container app was using 18Gi, which exceeds its request of 0. '))
fx('evicted-own-limit', [deployment()], problem('Evicted', 'warning', cause=['own limit'], next=['emptyDir']), evicted('Usage of EmptyDir volume "cache" exceeds the limit "1Gi". '))
def byeTaint(found):
    for o in found:
        if o['kind'] == 'Pod' and o['status'].get('reason') == 'Evicted': o['status'].update(reason='DeletionByTaintManager', message='Taint manager: deleting due to NoExecute taint', conditions=[{'type': 'DisruptionTarget', 'status': 'True', 'reason': 'DeletionByTaintManager', 'message': 'Taint manager: deleting due to NoExecute taint', 'lastTransitionTime': o['status']['startTime']}])
    return [o for o in found if o['kind'] != 'Event']
fx('evicted-taint', [deployment()], problem('Evicted', 'warning', cause=['taint'], next=['toleration']), evicted('x'), edit=[byeTaint])
def leave(k):
    k['call']('DELETE', 'api/v1/nodes/node-leaving')
fx('node-gone', [deployment(nodeSelector={'leaving': 'true'}, tolerations=[{'key': 'leaving', 'operator': 'Exists'}])], problem('NodeGone', cause=['node-leaving', 'does not exist'], next=['delete pod']), then=[leave])
def sicken(k):
    k['patch']('api/v1/nodes/node-sick/status', {'status': {'conditions': [{'type': 'Ready', 'status': 'Unknown', 'reason': 'NodeStatusUnknown', 'message': 'Kubelet stopped posting node status.', 'lastHeartbeatTime': k['now'](-100), 'lastTransitionTime': k['now'](-40)}]}})
    _, pods = k['call']('GET', f'api/v1/namespaces/{k["ns"]}/pods')
    for p in pods['items']:
        conds = [{**x, 'status': 'False', 'lastTransitionTime': k['now']()} if x['type'] == 'Ready' else x for x in p['status']['conditions']]
        k['patch'](f'api/v1/namespaces/{k["ns"]}/pods/{p["metadata"]["name"]}/status', {'status': {'conditions': conds}})
        k['event'](k['ns'], {'kind': 'Pod', 'name': p['metadata']['name'], 'uid': p['metadata']['uid']}, 'NodeNotReady', 'Node is not ready', 'node-controller')
fx('node-not-ready', [deployment(nodeSelector={'sick': 'true'}, tolerations=[{'key': 'sick', 'operator': 'Exists'}])], problem('NodeNotReady', cause=['node-sick', 'in 2 pods'], evidence=['Kubelet stopped posting node status'], next=['describe node node-sick']), then=[sicken])
def press(k): k['patch']('api/v1/nodes/node-full/status', {'status': {'conditions': [{'type': 'DiskPressure', 'status': 'True', 'reason': 'KubeletHasDiskPressure', 'message': 'kubelet has disk pressure', 'lastHeartbeatTime': k['now'](), 'lastTransitionTime': k['now'](-20)}, {'type': 'Ready', 'status': 'True', 'reason': 'KubeletReady', 'message': 'kubelet is posting ready status', 'lastHeartbeatTime': k['now'](), 'lastTransitionTime': k['now'](-100)}]}})
fx('node-disk-pressure', [deployment(nodeSelector={'full': 'true'}, tolerations=[{'key': 'full', 'operator': 'Exists'}])], problem('DiskPressure', 'warning', cause=['node-full', 'disk'], next=['node-full']), then=[press])
def deletePods(k):
    _, pods = k['call']('GET', f'api/v1/namespaces/{k["ns"]}/pods')
    k['call']('DELETE', f'api/v1/namespaces/{k["ns"]}/pods/{pods["items"][0]["metadata"]["name"]}')
fx('terminating-finalizer', [deployment()], problem('Terminating', 'warning', cause=['finalizer', 'shop.example/drain'], next=['finalizer']),
   then=[lambda k: [k['patch'](f'api/v1/namespaces/{k["ns"]}/pods/{p["metadata"]["name"]}', {'metadata': {'finalizers': ['shop.example/drain']}}) for p in k['call']('GET', f'api/v1/namespaces/{k["ns"]}/pods')[1]['items'][:1]], deletePods], keep_deleted=True)
fx('terminating-stuck', [deployment()], problem('Terminating', 'warning', cause=['does not end', 'node-'], next=['--force']), then=[deletePods], keep_deleted=True)
fx('namespace-terminating', [deployment()], problem('NamespaceTerminating', cause=['namespace'], next=['namespace-terminating']), then=[lambda k: k['patch'](f'apis/apps/v1/namespaces/{k["ns"]}/deployments/orders', {'metadata': {'finalizers': ['shop.example/keep']}}), lambda k: k['call']('DELETE', f'api/v1/namespaces/{k["ns"]}')])
def lose(found):
    for o in found:
        if o['kind'] == 'PersistentVolumeClaim': o['status']['phase'] = 'Lost'; o['spec']['volumeName'] = 'pv-3'
fx('claim-lost', [deployment(volumes=[{'name': 'data', 'persistentVolumeClaim': {'claimName': 'orders-data'}}]), {'kind': 'PersistentVolumeClaim', 'metadata': {'name': 'orders-data'}, 'spec': {'storageClassName': '', 'volumeName': 'pv-3', 'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}}}], problem('ClaimLost', cause=['orders-data', 'pv-3'], next=['describe pvc orders-data']), none, edit=[lose])

# Budgets and autoscalers
def pdb(**spec): return {'kind': 'PodDisruptionBudget', 'metadata': {'name': 'orders'}, 'spec': {'selector': {'matchLabels': {'app': 'orders'}}, **spec}}
def hpa(target='orders', lo=1, hi=5): return {'kind': 'HorizontalPodAutoscaler', 'metadata': {'name': 'orders'}, 'spec': {'scaleTargetRef': {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'name': target}, 'minReplicas': lo, 'maxReplicas': hi, 'metrics': [{'type': 'Resource', 'resource': {'name': 'cpu', 'target': {'type': 'Utilization', 'averageUtilization': 70}}}]}}
fx('budget-never-allows', [deployment(), pdb(minAvailable=2)], problem('DisruptionNotAllowed', 'warning', cause=['budget orders', 'never'], next=['minAvailable']))
def halfReady(p, i, now): return (statuses(p, now, ready=False, cs=[c(now, ready=False)]), []) if i == 0 else fine(p, i, now)
fx('budget-blocks-drain', [deployment(nodeSelector={'draining': 'true'}, tolerations=[{'key': 'draining', 'operator': 'Exists'}]), pdb(minAvailable=1)], problem('DisruptionNotAllowed', 'warning', cause=['node-draining', 'budget orders'], next=['ready']), halfReady,
   then=[lambda k: k['patch']('api/v1/nodes/node-draining', {'spec': {'unschedulable': True}})])
fx('autoscaler-blind', [deployment(container={'resources': {'requests': {'cpu': '100m'}}}), hpa()], problem('FailedGetResourceMetric', 'warning', cause=['autoscaler orders', 'metric'], evidence=['the server could not find the requested resource'], next=['metrics']), seconds=40)
def atmax(found):
    for o in found:
        if o['kind'] == 'HorizontalPodAutoscaler': o['status']['conditions'] = [{'type': 'AbleToScale', 'status': 'True', 'reason': 'ReadyForNewScale', 'message': 'recommended size matches current size', 'lastTransitionTime': o['metadata']['creationTimestamp']}, {'type': 'ScalingActive', 'status': 'True', 'reason': 'ValidMetricFound', 'message': 'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)', 'lastTransitionTime': o['metadata']['creationTimestamp']}, {'type': 'ScalingLimited', 'status': 'True', 'reason': 'TooManyReplicas', 'message': 'the desired replica count is more than the maximum replica count', 'lastTransitionTime': o['metadata']['creationTimestamp']}]
    return [o for o in found if o['kind'] != 'Event']
fx('autoscaler-at-max', [deployment(), hpa(hi=2)], problem('TooManyReplicas', 'warning', cause=['autoscaler orders', '2'], next=['maxReplicas']), edit=[atmax])

# Rollouts
fx('rollout-stuck', [deployment(deadline=6)], [problem('ImagePullBackOff', cause=['does not have']), problem('ProgressDeadlineExceeded', cause=['ImagePullBackOff'], next=['rollout undo'])], pull(f'rpc error: code = NotFound desc = failed to pull and unpack image "{IMAGE}": failed to resolve reference "{IMAGE}": {IMAGE}: not found'), rollout='stuck', reason=['ImagePullBackOff'])
fx('rollout-stuck-quota', [{'kind': 'ResourceQuota', 'metadata': {'name': 'team'}, 'spec': {'hard': {'pods': '1'}}}, deployment(replicas=3, deadline=6)], [problem('FailedCreate', cause=['quota team']), problem('ProgressDeadlineExceeded', cause=['quota'])], rollout='stuck', reason=['quota'])
def badUpdate(kind): return lambda k: k['patch'](f'apis/apps/v1/namespaces/{k["ns"]}/{kind}/orders', {'spec': {'template': {'metadata': {'labels': {'v': '2'}}}}})
def newCrashes(p, i, now): return crash(1)(p, i, now) if p['metadata']['labels'].get('v') == '2' else fine(p, i, now)
def sts(**more): return {'kind': 'StatefulSet', 'metadata': {'name': 'orders'}, 'spec': {'replicas': 2, 'serviceName': 'orders', 'selector': {'matchLabels': {'app': 'orders'}}, 'template': template(), **more}}
fx('stateful-set-blocked', [sts()], problem('CrashLoopBackOff', cause=['exit code 1']), newCrashes, kind='StatefulSet', rollout='stuck', reason=['orders-1', 'CrashLoopBackOff'], then=[badUpdate('statefulsets'), lambda k: k['kubelet'](8)])
fx('stateful-set-partition', [sts(updateStrategy={'type': 'RollingUpdate', 'rollingUpdate': {'partition': 1}})], [], kind='StatefulSet', rollout='complete', then=[badUpdate('statefulsets'), lambda k: k['kubelet'](8)])
fx('stateful-set-on-delete', [sts(updateStrategy={'type': 'OnDelete'})], [], kind='StatefulSet', rollout='progressing', reason=['OnDelete', 'orders-0'], then=[badUpdate('statefulsets'), lambda k: k['kubelet'](4)])
fx('daemon-set-blocked', [{'kind': 'DaemonSet', 'metadata': {'name': 'orders'}, 'spec': {'selector': {'matchLabels': {'app': 'orders'}}, 'template': template()}}], problem('CrashLoopBackOff', cause=['exit code 1']), newCrashes, kind='DaemonSet', rollout='stuck', reason=['node-', 'CrashLoopBackOff'], then=[badUpdate('daemonsets'), lambda k: k['kubelet'](8)])
fx('rollout-paused', [deployment()], [], rollout='paused', reason=['0 of 2'], then=[lambda k: k['patch'](f'apis/apps/v1/namespaces/{k["ns"]}/deployments/orders', {'spec': {'paused': True, 'template': {'metadata': {'labels': {'v': '2'}}}}})])

# Jobs
def job(**spec): return {'kind': 'Job', 'metadata': {'name': 'orders'}, 'spec': {'template': template(restartPolicy='Never'), **spec}}
def fails(p, i, now): return ({'phase': 'Failed', 'startTime': now(-10), 'conditions': [{'type': 'Ready', 'status': 'False', 'lastTransitionTime': now()}], 'containerStatuses': [c(now, ready=False, restarts=0, state={'terminated': ended(now, 4)})]}, [])
def succeeds(p, i, now): return ({'phase': 'Succeeded', 'startTime': now(-10), 'conditions': [{'type': 'Ready', 'status': 'False', 'reason': 'PodCompleted', 'lastTransitionTime': now()}], 'containerStatuses': [c(now, ready=False, restarts=0, state={'terminated': ended(now, 0, 'Completed')})]}, [])
fx('job-failed', [job(backoffLimit=0)], problem('BackoffLimitExceeded', cause=['failed', 'exit code 4'], next=['logs']), fails, kind='Job', rollout='stuck', health='Failing')
fx('job-too-slow', [job(activeDeadlineSeconds=4)], problem('DeadlineExceeded', cause=['activeDeadlineSeconds'], next=['activeDeadlineSeconds']), kind='Job', rollout='stuck')
fx('job-done', [job()], [], succeeds, kind='Job', rollout='complete', health='Healthy')
fx('job-running', [job()], [], kind='Job', rollout='progressing', reason=['0 of 1'], health='Progressing', after=30)
def cron(schedule='*/1 * * * *', **spec): return {'kind': 'CronJob', 'metadata': {'name': 'orders'}, 'spec': {'schedule': schedule, 'jobTemplate': {'spec': {'backoffLimit': 0, 'template': template(restartPolicy='Never')}}, 'failedJobsHistoryLimit': 3, **spec}}
fx('cron-job-fails', [cron()], problem('BackoffLimitExceeded', cause=['3 runs', 'in a row', 'exit code 4'], next=['logs']), fails, kind='CronJob', rollout='complete', slow=True, seconds=135, after=20)
fx('cron-job-well', [cron()], [], succeeds, kind='CronJob', rollout='complete', health='Healthy', slow=True, seconds=70, after=20)
fx('cron-job-suspended', [cron(suspend=True)], [], succeeds, kind='CronJob', rollout='paused', notes=['Suspended'], health='Idle', slow=True, seconds=30)
fx('cron-job-missed', [cron()], problem('MissedSchedule', 'warning', cause=['*/1 * * * *'], next=['controller']), succeeds, kind='CronJob', slow=True, seconds=70, after=1800)

# What is no problem
fx('well-rollout', [deployment(), service(), pdb(maxUnavailable=1)], [], rollout='complete', health='Healthy')
fx('well-slow-start', [deployment(container={'startupProbe': {'httpGet': {'path': '/', 'port': 8080}, 'periodSeconds': 10, 'failureThreshold': 30}})], [], probe('s', 'Startup probe failed: dial tcp 10.64.1.7:8080: connect: connection refused'), rollout='progressing', after=120)
fx('well-scaled-to-zero', [deployment(replicas=0), service(), hpa()], [], notes=['ScaledToZero'], health='Idle', rollout='complete')
fx('well-terminating', [deployment()], [], then=[deletePods], keep_deleted=True, after=20)
def oldoom(p, i, now): return (statuses(p, now, cs=[c(now, restarts=1, last=ended(now, 137, 'OOMKilled'), started=-10)]), [])
fx('well-oom-25h-ago', [deployment()], [], oldoom, after=90000, health='Healthy')
fx('well-future-clock', [deployment()], [], lambda p, i, now: (statuses(p, now, ready=False, cs=[c(now, ready=False)]), []), after=-90, rollout='progressing')
