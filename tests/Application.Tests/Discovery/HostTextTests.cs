using Portal.Application.Deployments;

namespace Portal.ApplicationTests.Discovery;

/// <summary>Of values only hosts leave the parser; a secret never does.</summary>
public sealed class HostTextTests
{
    [Theory]
    [InlineData("ORDERS_URL", "http://orders-api.shop.svc:8080/v1?x=1", "orders-api.shop.svc:8080")]
    [InlineData("ORDERS_URL", "HTTPS://Orders.Example.Test", "orders.example.test")]
    [InlineData("DATABASE_URL", "postgres://app:s3cr3t@orders-db:5432/orders", "orders-db:5432")]
    [InlineData("SPRING_DATASOURCE_URL", "jdbc:postgresql://orders-db.shop.svc.cluster.local:5432/orders?user=a", "orders-db.shop.svc.cluster.local:5432")]
    [InlineData("MONGO", "mongodb://u:p@m-0.m.shop.svc:27017,m-1.m.shop.svc:27017/db", "m-0.m.shop.svc:27017 m-1.m.shop.svc:27017")]
    [InlineData("KAFKA_BROKERS", "kafka-0.kafka:9092,kafka-1.kafka:9092", "kafka-0.kafka:9092 kafka-1.kafka:9092")]
    [InlineData("ordersHost", "orders-api", "orders-api")]
    [InlineData("ConnectionStrings__Db", "Server=tcp:orders-db,1433;Database=o;User Id=sa;Password=hunter2;", "orders-db:1433")]
    [InlineData("ConnectionStrings__Db", "Host=orders-db;Port=5432;Username=u;Password=p", "orders-db:5432")]
    [InlineData("PGCONN", "host=orders-db port=5432 password=x", "orders-db:5432")]
    [InlineData("TARGET", "orders.shop.svc.cluster.local:80", "orders.shop.svc.cluster.local:80")]
    [InlineData("GRPC_ADDR", "dns:///orders:9090", "")]
    [InlineData("KEYCLOAK_URL", "https://keycloak.iam.svc/realms/x", "keycloak.iam.svc")]
    [InlineData("CART_SERVICE_HOST", "cart", "cart")]
    [InlineData("REDIS_HOSTNAME", "redis", "redis")]
    public void Hosts_are_found_in_the_forms_in_which_they_are_configured(string name, string value, string expected)
        => Assert.Equal(expected, Words(HostText.Of(name, value)));

    [Theory]
    [InlineData("DB_PASSWORD", "hunter2")]
    [InlineData("DB_PASSWORD", "hunter:12345")]
    [InlineData("API_TOKEN", "abc.def.ghi")]
    [InlineData("BASIC_AUTH", "admin:12345")]
    [InlineData("SIGNING_KEY", "orders")]
    [InlineData("JWT", "eyJhbGciOi.eyJzdWIi.sig")]
    [InlineData("FEATURE", "enabled")]
    [InlineData("LOG_LEVEL", "debug")]
    [InlineData("VERSION", "1.2.3")]
    [InlineData("MAIN_CLASS", "com.example.orders.Main")]
    [InlineData("CONFIG_URL", "file:///etc/config.yaml")]
    [InlineData("ORDERS_URL", "http://localhost:8080")]
    [InlineData("ORDERS_URL", "http://10.0.0.7:8080")]
    [InlineData("ORDERS_URL", "http://$(ORDERS_HOST):8080")]
    [InlineData("DATABASE_URL", "postgres://app:12/34@orders-db/orders")]
    [InlineData("SERVER_HOST", "0.0.0.0")]
    [InlineData("USER", "admin:5432")]
    [InlineData("TLS_SERVER", "server.pem")]
    public void What_is_no_host_for_certain_is_dropped(string name, string value) => Assert.Empty(HostText.Of(name, value));

    [Theory]
    [InlineData("--orders-url=http://orders:8080", "orders:8080")]
    [InlineData("--db-host orders-db --verbose", "orders-db")]
    [InlineData("--password hunter2 --user admin", "")]
    [InlineData("-c|curl -s http://orders:8080/x && exec http://cart/", "orders:8080 cart")]
    [InlineData("serve orders", "")]
    public void A_command_line_tells_hosts_by_its_flags_and_urls(string line, string expected)
        => Assert.Equal(expected, Words(HostText.OfWords(line.Contains('|', StringComparison.Ordinal) ? line.Split('|') : line.Split(' '))));

    [Fact]
    public void No_part_of_a_secret_survives_whatever_surrounds_it()
    {
        const string Secret = "s3cr3t-v4lue";
        string[] forms = [$"http://{Secret}@host.test/", $"http://user:{Secret}@host.test/", $"{Secret}", $"Server=db;Password={Secret}", $"host=db password={Secret}", $"amqp://u:{Secret}@mq:5672/%2f", $"https://host.test/{Secret}", $"https://host.test/?k={Secret}"];
        string[] names = ["X", "DB_URL", "PASSWORD", "CONNECTION", "VALUE"];

        Assert.All(forms.SelectMany(f => names.Select(n => Words(HostText.Of(n, f)))), found => Assert.DoesNotContain(Secret, found, StringComparison.Ordinal));
    }

    [Fact]
    public void Random_text_ends_in_hosts_or_in_nothing()
    {
        var random = new Random(11);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "ab1:/@.;=,- %$()"[random.Next(16)]));
            Assert.All(HostText.Of("A_HOST", text), h => Assert.Matches("^[a-z0-9.-]+$", h.Host));
        }
    }

    private static string Words(IEnumerable<(string Host, int? Port)> hosts) => string.Join(' ', hosts.Select(h => h.Port is { } port ? $"{h.Host}:{port}" : h.Host));
}
