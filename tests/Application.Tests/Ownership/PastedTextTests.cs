using System.Diagnostics;
using System.Text;
using Portal.Application.Ownership;

namespace Portal.ApplicationTests.Ownership;

/// <summary>Whole texts as people paste them: stack traces, payloads of alerts, log lines, and what is none of these.</summary>
public sealed class PastedTextTests
{
    private const string DotnetTrace = """
        Unhandled exception. System.InvalidOperationException: Sequence contains no elements
         ---> System.Net.Http.HttpRequestException: Connection refused (orders:8080)
           at System.Net.Http.HttpConnectionPool.ConnectToTcpHostAsync(String host, Int32 port, HttpRequestMessage initialRequest, Boolean async, CancellationToken cancellationToken)
           at Northwind.Common.Http.RetryClient.SendAsync(HttpRequestMessage request) in /src/common/RetryClient.cs:line 41
           --- End of inner exception stack trace ---
           at System.Linq.ThrowHelper.ThrowNoElementsException()
           at Northwind.Billing.Invoices.InvoiceRunner.<RunAsync>d__12.MoveNext() in /src/Billing/InvoiceRunner.cs:line 88
           at Microsoft.Extensions.Hosting.Internal.Host.StartAsync(CancellationToken cancellationToken)
           at Northwind.Orders.Client.Call()
        """;

    private const string JavaTrace = """
        Exception in thread "main" org.springframework.web.util.NestedServletException: Request processing failed
        	at org.springframework.web.servlet.FrameworkServlet.processRequest(FrameworkServlet.java:1014)
        	at app//example.northwind.orders.api.OrderController$$EnhancerBySpringCGLIB$$1.place(OrderController.java:55)
        	at java.base/java.lang.Thread.run(Thread.java:840)
        Caused by: java.sql.SQLException: Deadlock found
        	at com.mysql.cj.jdbc.exceptions.SQLError.createSQLException(SQLError.java:129)
        	at example.northwind.billing.ledger.Entries.post(Entries.java:31)
        	... 42 more
        """;

    private const string PythonTrace = """
        Traceback (most recent call last):
          File "/usr/lib/python3.12/site-packages/uvicorn/main.py", line 12, in run
            server.run()
          File "/app/billing_worker/jobs/nightly.py", line 88, in run
            score(order)
          File "/usr/lib/python3.12/site-packages/requests/api.py", line 59, in request
            return session.request(method=method, url=url, **kwargs)
        requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x', port=443)
        """;

    private const string NodeTrace = """
        TypeError: Cannot read properties of undefined (reading 'total')
            at renderInvoice (/usr/src/app/node_modules/@northwind/billing-web/dist/render.js:10:15)
            at Layer.handle [as handle_request] (/usr/src/app/node_modules/express/lib/router/layer.js:95:5)
            at async Promise.all (index 0)
            at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
        """;

    private const string GoTrace = """
        panic: runtime error: invalid memory address or nil pointer dereference
        [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x6f1b2a]

        goroutine 34 [running]:
        net/http.(*conn).serve.func1()
        	/usr/local/go/src/net/http/server.go:1850 +0xbf
        github.com/northwind/billing-worker/internal/router.(*Router).ServeHTTP(0xc0001a2000, {0x8d2c40, 0xc0001c4000})
        	/build/internal/router/router.go:55 +0x1b
        created by net/http.(*Server).Serve in goroutine 1
        	/usr/local/go/src/net/http/server.go:3086 +0x5cb
        """;

    private const string Alertmanager = """
        {"version":"4","groupKey":"{}:{alertname=\"KubePodCrashLooping\"}","status":"firing","receiver":"portal","groupLabels":{"alertname":"KubePodCrashLooping"},
         "commonLabels":{"alertname":"KubePodCrashLooping","cluster":"prod-eu","container":"billing-worker","namespace":"payments","severity":"critical","job":"kube-state-metrics"},
         "commonAnnotations":{"summary":"Pod is crash looping.","runbook_url":"https://runbooks.prometheus-operator.dev/runbooks/kubernetes/kubepodcrashlooping"},"externalURL":"http://alertmanager.monitoring:9093",
         "alerts":[{"status":"firing","labels":{"alertname":"KubePodCrashLooping","pod":"billing-worker-6c9f7d5b8-x2kqp","namespace":"payments"},"annotations":{"description":"Pod payments/billing-worker-6c9f7d5b8-x2kqp is restarting"},
           "startsAt":"2026-11-12T03:07:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://prometheus.monitoring:9090/graph?g0.expr=x","fingerprint":"c4f8a0d1b2e39c55"}]}
        """;

    private const string Grafana = """
        {"receiver":"portal","status":"firing","orgId":1,"alerts":[{"status":"firing","labels":{"alertname":"Invoices late","grafana_folder":"Payments","team":"payments"},
          "annotations":{"summary":"Invoices are late"},"dashboardURL":"https://grafana.example/d/billing?orgId=1","panelURL":"https://grafana.example/d/billing?orgId=1&viewPanel=4","values":{"A":12.5},"silenceURL":"https://grafana.example/alerting/silence/new"}],
         "title":"[FIRING:1] Invoices late Payments","state":"alerting","message":"**Firing**\n\nValue: A=12.5\nLabels:\n - alertname = Invoices late\n"}
        """;

    private const string PagerDuty = """
        {"event":{"id":"01BBYA","event_type":"incident.triggered","resource_type":"incident","occurred_at":"2026-11-12T03:07:00Z","agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","type":"user_reference"},
          "data":{"id":"PGR0VU2","type":"incident","number":2,"status":"triggered","title":"A little bump in the road","service":{"html_url":"https://acme.pagerduty.com/services/PBILL01","id":"PBILL01","summary":"API Service","type":"service_reference"},"urgency":"high"}}}
        """;

    private readonly Estate _estate = OwnerResolverTests.Make();

    public static TheoryData<string, string, string> Texts => new()
    {
        { ".NET", DotnetTrace, "billing-worker" },
        { "Java, the last cause counts", JavaTrace, "billing-worker" },
        { "Python, the last call counts", PythonTrace, "billing-worker" },
        { "Node", NodeTrace, "billing-web" },
        { "Go", GoTrace, "billing-worker" },
        { "Alertmanager", Alertmanager, "billing-worker" },
        { "Grafana", Grafana, "billing-worker" },
        { "PagerDuty, webhook v3", PagerDuty, "billing-worker" },
        { "PagerDuty, event v2", """{"routing_key":"abcdef0123456789abcdef0123456789","event_action":"trigger","payload":{"summary":"disk","source":"host-7","severity":"critical"}}""", "billing-worker" },
        { "cut off", Alertmanager[..600], "billing-worker" },
        { "logfmt", "ts=2026-11-12T03:07:00Z level=error service=billing-worker msg=\"cannot post\" err=timeout", "billing-worker" },
        { "JSON log line", """{"@timestamp":"2026-11-12T03:07:00Z","level":"ERROR","kubernetes":{"pod_name":"web-7d9f8c6b5-aa1bb","namespace_name":"front"},"message":"calling orders failed"}""", "billing-web" },
        { "plain log line", "2026-11-12 03:07:00.123 ERROR [billing-worker-6c9f7d5b8-x2kqp] c.e.Http - GET https://api.example.test/orders/v2/orders/7 failed: 503", "billing-worker" },
        { "Prometheus text", """kube_pod_container_status_restarts_total{namespace="front",pod="web-7d9f8c6b5-aa1bb",container="web"} 7""", "billing-web" },
        { "kubectl table", "NAMESPACE   NAME                             READY   STATUS             RESTARTS\npayments    billing-worker-6c9f7d5b8-x2kqp   0/1     CrashLoopBackOff   12\n", "billing-worker" },
        { "labels of a workload alert", """{"alerts":[{"labels":{"alertname":"KubeDeploymentReplicasMismatch","deployment":"web","namespace":"front","job":"kube-state-metrics"}}]}""", "billing-web" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_pasted_text_leads_to_its_service(string what, string text, string expected)
    {
        var hits = _estate.Resolve(text).Hits;

        Assert.True(hits.Count > 0, what);
        Assert.Equal(expected, hits[0].Subject.Name);
    }

    [Fact]
    public void Frames_are_found_where_it_went_wrong_first()
    {
        Assert.Equal(
            ["com.mysql.cj.jdbc.exceptions.SQLError.createSQLException", "example.northwind.billing.ledger.Entries.post", "org.springframework.web.servlet.FrameworkServlet.processRequest",
                "example.northwind.orders.api.OrderController$$EnhancerBySpringCGLIB$$1.place", "java.lang.Thread.run"],
            StackFrames.In(JavaTrace.Split('\n')));
        Assert.Equal(["/usr/lib/python3.12/site-packages/requests/api.py", "/app/billing_worker/jobs/nightly.py", "/usr/lib/python3.12/site-packages/uvicorn/main.py"], StackFrames.In(PythonTrace.Split('\n')));
        Assert.Equal("/usr/src/app/node_modules/@northwind/billing-web/dist/render.js", StackFrames.In(NodeTrace.Split('\n'))[0]);
        Assert.Contains("github.com/northwind/billing-worker/internal/router", StackFrames.In(GoTrace.Split('\n')));
    }

    public static TheoryData<string, string> Hostile => new()
    {
        { "a megabyte of JSON", "{\"alerts\":[" + string.Join(',', Enumerable.Range(0, 9_000).Select(i => "{\"labels\":{\"pod\":\"p-" + i + "-6c9f7d5b8-x2kqp\",\"namespace\":\"n" + i + "\",\"x\":\"" + new string('y', 40) + "\"}}")) + "]}" },
        { "deep JSON", new string('[', 400_000) },
        { "deep objects", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) },
        { "a hundred thousand words", string.Join(' ', Enumerable.Range(0, 100_000).Select(i => "w" + i)) },
        { "one long word", new string('a', 900_000) },
        { "dashes", string.Concat(Enumerable.Repeat("a-", 250)) },
        { "dots", string.Concat(Enumerable.Repeat("a.", 250)) },
        { "slashes", "/" + string.Concat(Enumerable.Repeat("a/", 250)) },
        { "frames without end", string.Concat(Enumerable.Repeat("   at A.B.C.D.E.F.G.H()\n", 40_000)) },
        { "binary", Encoding.Latin1.GetString([.. Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7))]) },
        { "half a character", "{\"pod\":\"\uD800x\",\"a\":\"\\uD800\"}" },
        { "patterns", "(a+)+$ [[:alpha:]]* .*.*.*.*x \\k<x> (?<!a)b ^(([a-z])+.)+[A-Z]([a-z])+$" },
        { "equals", new string('=', 500) + " = == a= =b" },
        { "addresses", "http://[::1 https://// git@ ssh://@ url: http://@:80/ ::: 1.2.3.4.5 %00 ../../etc/passwd" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void What_is_no_clue_is_answered_quickly_and_with_nothing(string what, string text)
    {
        _estate.Resolve("warm");
        var began = Stopwatch.GetTimestamp();

        var found = _estate.Resolve(text);

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), what); // a bound for a hanging one, not a measurement
        Assert.True(found.Hits.Count == 0 || found.Hits[0].Confidence < 0.6, $"{what}: {(found.Hits is [var first, ..] ? first : null)}");
    }

    [Fact]
    public void Work_is_bounded_whatever_the_text() => Assert.InRange(Clues.In(string.Join(' ', Enumerable.Range(0, 100_000).Select(i => "w" + i))).Count, 1, 400);
}
