using Portal.Infrastructure.Packages;

namespace Portal.InfrastructureTests.Packages;

public sealed class OwnNamesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("own-names-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Orders.Api.csproj", "<Project><PropertyGroup><RootNamespace>Northwind.Orders</RootNamespace></PropertyGroup></Project>", "Northwind.Orders,Orders.Api")]
    [InlineData("Orders.Api.csproj", "<Project Sdk=\"x\"/>", "Orders.Api")]
    [InlineData("package.json", """{"name":"@northwind/shop","dependencies":{"x":"1"}}""", "@northwind/shop")]
    [InlineData("pyproject.toml", "[project]\nname = \"fraud-scoring\"\nversion = \"1\"\n", "fraud-scoring")]
    [InlineData("go.mod", "module github.com/northwind/edge-proxy\n\ngo 1.24\n", "github.com/northwind/edge-proxy")]
    [InlineData("pom.xml", "<project><groupId>example.northwind</groupId><artifactId>ledger-api</artifactId><dependencies><dependency><groupId>o</groupId><artifactId>x</artifactId></dependency></dependencies></project>",
        "example.northwind.ledger-api,example.northwind.ledger.api,example.northwind.ledgerapi,example.northwind:ledger-api")]
    [InlineData("pom.xml", "<project><parent><groupId>example.northwind</groupId></parent><artifactId>ledger</artifactId></project>", "example.northwind.ledger,example.northwind:ledger")]
    [InlineData("package.json", "{broken", "")]
    [InlineData("package.json", "[]", "")]
    [InlineData("pom.xml", "<!DOCTYPE x><project/>", "")]
    public void A_manifest_names_what_it_builds(string file, string text, string names)
    {
        File.WriteAllText(Path.Combine(_folder, file), text);

        Assert.Equal(names, string.Join(',', OwnNames.Read(new ManifestTree(_folder), [file]).Select(p => p.Name)));
    }
}
