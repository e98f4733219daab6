using Portal.Application.Discovery;

namespace Portal.ApplicationTests.Discovery;

/// <summary>
/// A made-up estate of 36 services whose true calls are known, with what estates really have: other people's hosts, passwords that look like names, left-over settings, names
/// that mean something else in another namespace, configuration that only a ConfigMap or a Secret holds.
/// </summary>
public sealed class DependencyPrecisionTests(ITestOutputHelper output)
{
    private static readonly Row[] Services =
    [
        new("web", "shop", "bff search content", "BFF_URL=http://bff.shop.svc.cluster.local:8080", "SEARCH_URL=http://search:8080/api", "CONTENT_HOST=content", "SENTRY_DSN=https://key@sentry.example.test/3", "NODE_ENV=production"),
        new("bff", "shop", "cart orders search recommend identity", "CART_URL=http://cart.checkout:8080", "ORDERS_URL=http://orders.checkout.svc:8080", "SEARCH_URL=http://search", "RECOMMEND_ADDR=recommend:9090", "OIDC_AUTHORITY=https://id.example.test/realms/main"),
        new("search", "shop", "search-index", "ELASTIC_HOSTS=search-index-0.search-index.shop.svc:9200,search-index-1.search-index.shop.svc:9200", "ELASTIC_PASSWORD=web"),
        new("indexer", "shop", "search-index catalogue broker", "ELASTIC_URL=http://search-index:9200", "CATALOGUE_URL=http://catalogue.stock:8080", "KAFKA_BOOTSTRAP_SERVERS=broker.platform:9092"),
        new("search-index", "shop", ""),
        new("content", "shop", "content-db images", "DATABASE_URL=postgres://content:content@content-db:5432/content", "IMAGES_URL=http://images"),
        new("images", "shop", "", "S3_ENDPOINT=https://s3.eu-west-1.amazonaws.com", "SECRET_KEY=orders"),
        new("recommend", "shop", "features", "FEATURES_GRPC_ADDRESS=features.data.svc.cluster.local:9000", "MODEL_PATH=/models/cart"),
        new("reviews", "shop", "moderation reviews-db", "MODERATION_ENDPOINT=http://moderation:8080", "ConnectionStrings__Reviews=Server=tcp:reviews-db,1433;Database=reviews;User Id=sa;Password=web;"),
        new("moderation", "shop", "", "OPENAI_BASE_URL=https://api.openai.example/v1"),
        new("cart", "checkout", "cart-cache prices", "REDIS_ADDR=cart-cache:6379", "PRICES_URL=http://prices:8080", "FEATURE_ORDERS=true"),
        new("orders", "checkout", "orders-db broker stock payments prices", "SPRING_DATASOURCE_URL=jdbc:mysql://orders-db:3306/orders", "SPRING_KAFKA_BOOTSTRAP_SERVERS=broker.platform.svc:9092", "STOCK_URL=http://stock.stock:8080", "PAYMENTS_URL=http://payments.finance:8080", "PRICES_HOST=prices"),
        new("prices", "checkout", "tax", "TAX_API_URL=https://tax.internal.example.test/v2"),
        new("promise", "checkout", "carriers stock", "CARRIERS_URL=http://carriers.logistics.svc.cluster.local", "STOCK_ENDPOINT=stock.stock:9000"),
        new("quotes", "checkout", "prices carriers", "--prices-url=http://prices:8080", "--carriers-host carriers.logistics"),
        new("relay", "checkout", "orders-db broker", "PGCONN=host=orders-db port=5432 user=relay password=broker", "BROKERS=broker.platform:9092"),
        new("cart-cache", "checkout", ""),
        new("catalogue", "stock", "catalogue-db broker", "MONGO_URI=mongodb://u:p@catalogue-db.stock.svc:27017/c", "BROKER_URL=kafka://broker.platform.svc.cluster.local:9092"),
        new("stock", "stock", "stock-db broker", "DB_HOST=stock-db", "DB_PASSWORD=orders", "BROKER_HOST=broker.platform", "LOG_LEVEL=info"),
        new("suppliers", "stock", "catalogue edi", "CATALOGUE_HOST=catalogue", "EDI_URL=http://edi.logistics:8080"),
        new("payments", "finance", "vault fraud ledger", "VAULT_ADDR=http://vault.platform:8200", "FRAUD_URL=http://fraud:8080", "LEDGER_URL=http://ledger", "ACQUIRER_URL=https://acquirer.example.net/pay"),
        new("fraud", "finance", "features", "FEATURES_ADDR=features.data:9000", "MAXMIND_HOST=geoip.maxmind.example"),
        new("ledger", "finance", "ledger-db", "ConnectionStrings__Ledger=Host=ledger-db;Port=5432;Username=ledger;Password=ledger"),
        new("tax", "finance", "tax-tables", "TABLES=@tax-tables-config"),
        new("tax-tables", "finance", ""),
        new("invoices", "finance", "ledger pdf broker", "LEDGER_URL=http://ledger.finance", "PDF_URL=http://pdf:3000", "OLD_ORDERS_URL=http://orders.checkout:8080", "BROKERS=broker.platform:9092"), // orders is left over: nothing calls it
        new("pdf", "finance", ""),
        new("dunning", "finance", "invoices mailer", "INVOICES_URL=http://invoices", "MAILER_URL=!"), // the mailer stands in a Secret: cannot be seen
        new("carriers", "logistics", "edi tracking", "EDI_HOST=edi", "TRACKING_URL=http://tracking:8080"),
        new("edi", "logistics", "", "SFTP_HOST=sftp.partner.example"),
        new("tracking", "logistics", "tracking-db mailer", "DATABASE_URL=postgres://t:t@tracking-db/tracking", "MAILER_URL=http://mailer.platform:8025"),
        new("mailer", "platform", "", "SMTP_HOST=smtp.relay.example"),
        new("broker", "platform", "", "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://broker.platform.svc:9092"),
        new("vault", "platform", "", "VAULT_API_ADDR=http://vault.platform:8200"),
        new("identity", "platform", "identity-db mailer", "KC_DB_URL=jdbc:postgresql://identity-db:5432/kc", "SMTP_SERVER=mailer"),
        new("features", "data", "broker", "BOOTSTRAP=broker.platform:9092"),
    ];

    [Fact]
    public void Nine_of_ten_observed_dependencies_are_true()
    {
        Assert.True(Services.Length >= 30);
        var estate = Estate();

        var seen = DependencyObserver.Of(estate.Estate, estate.Current);

        var found = seen.SelectMany(s => s.Value.Dependencies.Where(d => !d.IsWeak).Select(d => (From: Name(s.Key), To: Name(d.Target)))).ToHashSet();
        var truth = Services.SelectMany(s => s.True.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => (From: s.Name, To: t))).ToHashSet();
        var right = found.Count(truth.Contains);
        var (precision, recall) = ((double)right / found.Count, (double)right / truth.Count);
        output.WriteLine($"{Services.Length} services, {truth.Count} true dependencies, {found.Count} observed: precision {precision:0.000}, recall {recall:0.000}");
        output.WriteLine($"wrong: {string.Join(", ", found.Except(truth))}; not seen: {string.Join(", ", truth.Except(found))}");
        Assert.True(precision >= 0.9, $"precision {precision:0.000}; wrong: {string.Join(", ", found.Except(truth))}");
        Assert.True(recall >= 0.9, $"recall {recall:0.000}; not seen: {string.Join(", ", truth.Except(found))}");
        Assert.Contains(("invoices", "orders"), found); // a left-over setting is the error that cannot be told from a call; without it the figure would prove nothing
    }

    private static string Name(string reference) => reference[(reference.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static EstateBuilder Estate()
    {
        var estate = new EstateBuilder().Cluster("prod").Cluster("staging", "staging");
        foreach (var service in Services)
        {
            estate.Entity("Component", service.Name, "team", annotations: service.Name == "tax" ? [(HostResolver.HostAnnotation, "tax.internal.example.test")] : null,
                links: service.Name == "identity" ? [("https://id.example.test/", "endpoint"), ("https://grafana.example.test/d/identity", "dashboard")] : [("https://grafana.example.test/d/x", "dashboard")]);
            foreach (var cluster in new[] { "prod", "staging" })
            {
                var isArguments = service.Config.Any(c => c.StartsWith('-'));
                estate.Workload(cluster, service.Namespace, service.Name, env: isArguments ? null : service.Config, args: isArguments ? [.. service.Config.SelectMany(c => c.Split(' '))] : null, labels: [("app.kubernetes.io/name", service.Name)],
                    kind: service.Name is "search-index" or "cart-cache" or "broker" ? "StatefulSet" : "Deployment");
                estate.Service(cluster, service.Namespace, service.Name, [("app.kubernetes.io/name", service.Name)]);
            }
        }

        // A Service whose name is that of something else in another namespace, and one that leads out of the cluster.
        estate.Service("prod", "platform", "identity-db", externalName: "identity-db.rds.example.test");
        estate.Entity("Resource", "identity-db", "team", annotations: [(HostResolver.HostAnnotation, "identity-db.rds.example.test")]);
        foreach (var database in new[] { "content-db", "reviews-db", "orders-db", "catalogue-db", "stock-db", "ledger-db", "tracking-db" })
        {
            estate.Entity("Resource", database, "team");
        }

        return estate;
    }

    private sealed record Row(string Name, string Namespace, string True, params string[] Config);
}
