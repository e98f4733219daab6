using Portal.Application.Packages;
using Portal.Infrastructure.Packages;

namespace Portal.InfrastructureTests.Packages;

public sealed class ManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-manifests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_project_gets_its_versions_from_the_props_up_the_tree()
    {
        Write("Directory.Build.props", "<Project><PropertyGroup><EfVersion>9.0.1</EfVersion></PropertyGroup></Project>");
        Write("Directory.Packages.props", """
            <Project><PropertyGroup><Minor>4</Minor></PropertyGroup><ItemGroup>
              <PackageVersion Include="EFCore" Version="$(EfVersion)" />
              <PackageVersion Include="Json" Version="13.0.$(Minor)" />
              <PackageVersion Include="Old"><Version>1.0.0</Version></PackageVersion>
              <GlobalPackageReference Include="Analyzer" Version="3.0.0" />
            </ItemGroup></Project>
            """);
        Write("src/App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup>
              <PackageReference Include="EFCore" /><PackageReference Include="Json" /><PackageReference Include="Old" VersionOverride="1.2.0" />
              <PackageReference Include="Own" Version="[2.5.0]" /><PackageReference Include="Tool" Version="1.0.0" PrivateAssets="all" /><PackageReference Include="Missing" />
              <ProjectReference Include="..\Shared\Shared.csproj" />
            </ItemGroup></Project>
            """);
        Write("src/Shared/Shared.csproj", "<Project><ItemGroup><PackageReference Include='Shared.Dep' Version='7.0.0' /></ItemGroup></Project>");
        Write("src/App.Tests/App.Tests.csproj", "<Project><ItemGroup><PackageReference Include='Microsoft.NET.Test.Sdk' Version='18.0.1' /><PackageReference Include='xunit' Version='2.9.0' /></ItemGroup></Project>");

        var (document, failures) = Read("src/App/App.csproj", "src/App.Tests/App.Tests.csproj");

        Assert.Empty(failures);
        Assert.Equal(
            ["Analyzer 3.0.0 dev", "EFCore 9.0.1", "Json 13.0.4", "Microsoft.NET.Test.Sdk 18.0.1 dev", "Missing ", "Old 1.2.0", "Own 2.5.0", "Shared.Dep 7.0.0", "Tool 1.0.0 dev", "xunit 2.9.0 dev"],
            Lines(document));
        Assert.Contains(document.Notes, n => n.Contains("version of Missing", StringComparison.Ordinal));
    }

    [Fact]
    public void A_nuget_lock_file_tells_what_was_resolved_and_the_ways()
    {
        Write("a/a.csproj", "<Project><ItemGroup><PackageReference Include='Top' Version='1.0.0' /></ItemGroup></Project>");
        Write("a/packages.lock.json", """{"version":1,"dependencies":{"net10.0":{"Top":{"type":"Direct","resolved":"1.0.1","dependencies":{"Deep":"2.0.0"}},"Deep":{"type":"Transitive","resolved":"2.0.3"},"shared":{"type":"Project","dependencies":{"Side":"[1.0.0, )"}},"Side":{"type":"Transitive","resolved":"1.1.0"}}}}""");

        var document = Read("a/a.csproj").Document;

        Assert.Equal(["Deep 2.0.3 < Top", "Side 1.1.0", "Top 1.0.1"], Lines(document));
        Assert.Equal([false, true, true], document.Items.OrderBy(i => i.Name, StringComparer.Ordinal).Select(i => i.IsDirect));
    }

    [Fact]
    public void A_package_lock_tells_ways_as_node_resolves_them()
    {
        Write("package.json", """{"dependencies":{"web":"^4.0.0"},"devDependencies":{"tester":"1.x"}}""");
        Write("package-lock.json", """
            {"lockfileVersion":3,"packages":{
              "":{"dependencies":{"web":"^4.0.0"},"devDependencies":{"tester":"1.x"}},
              "node_modules/web":{"version":"4.1.0","dependencies":{"minimist":"^1.2.0","@scope/x":"1"}},
              "node_modules/web/node_modules/minimist":{"version":"1.2.5"},
              "node_modules/minimist":{"version":"1.2.8","dev":true},
              "node_modules/@scope/x":{"version":"1.0.0","dependencies":{"minimist":"*"}},
              "node_modules/tester":{"version":"1.9.0","dev":true,"dependencies":{"minimist":"^1.2.6"}},
              "packages/lib":{"version":"0.0.1","dependencies":{"@scope/x":"1"}},
              "node_modules/lib":{"link":true,"resolved":"packages/lib"}}}
            """);

        var (document, failures) = Read("package.json");

        Assert.Empty(failures);
        Assert.Equal(["@scope/x 1.0.0", "minimist 1.2.5 < web", "minimist 1.2.8 dev < tester", "tester 1.9.0 dev", "web 4.1.0"], Lines(document).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"lockfileVersion":1,"dependencies":{}}""")]
    [InlineData(null)]
    public void Without_a_lock_file_that_is_read_only_the_wish_is_known(string? lockFile)
    {
        Write("package.json", """{"dependencies":{"web":"^4.0.0"}}""");
        if (lockFile is not null)
        {
            Write("package-lock.json", lockFile);
        }

        var document = Read("package.json").Document;

        Assert.Equal(["web ^4.0.0"], Lines(document));
        Assert.Contains(document.Notes, n => n.Contains("only what it asks for", StringComparison.Ordinal));
    }

    [Fact]
    public void Requirements_are_followed_pinned_or_wished()
    {
        Write("requirements.txt", """
            # comment
            -r more/base.txt
            -c constraints.txt
            --index-url https://pypi.example.test
            Django==4.2.1 ; python_version >= "3.9"   # why
            requests[socks]>=2.0,<3
            flask == 2.* 
            pinned==1.0 \
                --hash=sha256:abc
            direct @ https://example.test/direct.whl
            bare
            ./local/path
            """);
        Write("more/base.txt", "urllib3==1.26.5\r\n-r ../requirements.txt\r\n");
        Write("requirements-dev.txt", "pytest==8.0.0");

        var document = Read("requirements.txt", "requirements-dev.txt").Document;

        Assert.Equal(["Django 4.2.1", "bare ", "direct ", "flask == 2.*", "pinned 1.0", "pytest 8.0.0 dev", "requests >=2.0,<3", "urllib3 1.26.5"], Lines(document));
        Assert.Contains(document.Notes, n => n.Contains("line 12", StringComparison.Ordinal));
    }

    [Fact]
    public void A_poetry_lock_tells_what_is_installed_and_the_ways()
    {
        Write("pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.11\"\nRequests = {version = \"^2.0\", extras = [\"socks\"]}\n[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n");
        Write("poetry.lock", """
            [[package]]
            name = "requests"
            version = "2.31.0"
            groups = ["main"]
            [package.dependencies]
            urllib3 = ">=1.21.1,<3"
            [[package]]
            name = "urllib3"
            version = "1.26.5"
            groups = ["main", "dev"]
            [[package]]
            name = "pytest"
            version = "8.0.0"
            groups = ["dev"]
            """);

        Assert.Equal(["pytest 8.0.0 dev", "requests 2.31.0", "urllib3 1.26.5 < requests"], Lines(Read("poetry.lock", "pyproject.toml").Document));
    }

    [Fact]
    public void A_pyproject_without_a_lock_is_a_wish()
    {
        Write("pyproject.toml", "[project]\ndependencies = [\"httpx[http2]>=0.27 ; python_version > '3'\", \"rich==13.7.1\"]\n[dependency-groups]\ndev = [\"ruff\"]\n");

        Assert.Equal(["httpx >=0.27", "rich 13.7.1", "ruff  dev"], Lines(Read("pyproject.toml").Document));
    }

    [Fact]
    public void Go_modules_are_direct_or_not_and_replaced()
    {
        Write("go.mod", """
            module example.test/a

            go 1.22

            require github.com/one/one v1.0.0
            require (
            	github.com/two/two v1.5.0 // indirect
            	github.com/three/three v2.0.0+incompatible
            	github.com/four/four v1.0.0
            )
            replace github.com/three/three => github.com/fork/three v2.1.0
            replace (
            	github.com/four/four v1.0.0 => ../four
            )
            """);

        var document = Read("go.mod").Document;

        Assert.Equal(["github.com/fork/three v2.1.0", "github.com/four/four ", "github.com/one/one v1.0.0", "github.com/two/two v1.5.0"], Lines(document));
        Assert.False(Assert.Single(document.Items, i => i.Name.EndsWith("two", StringComparison.Ordinal)).IsDirect);
        Assert.True(Assert.Single(document.Items, i => i.Name.EndsWith("one", StringComparison.Ordinal)).IsDirect);
    }

    [Fact]
    public void A_pom_takes_properties_and_managed_versions_from_its_parents_in_the_repository()
    {
        Write("pom.xml", """
            <project xmlns="http://maven.apache.org/POM/4.0.0"><groupId>acme</groupId><artifactId>parent</artifactId><version>3.1</version>
              <parent><groupId>org.outside</groupId><artifactId>far</artifactId><version>1</version></parent>
              <properties><log4j.version>2.14.1</log4j.version><spring>5.3.1</spring></properties>
              <dependencyManagement><dependencies>
                <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>${log4j.version}</version></dependency>
                <dependency><groupId>org.springframework</groupId><artifactId>spring-core</artifactId><version>${spring}</version></dependency>
                <dependency><groupId>org.outside</groupId><artifactId>bom</artifactId><version>1</version><type>pom</type><scope>import</scope></dependency>
              </dependencies></dependencyManagement>
              <dependencies><dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.13</version><scope>test</scope></dependency></dependencies>
            </project>
            """);
        Write("svc/pom.xml", """
            <project xmlns="http://maven.apache.org/POM/4.0.0"><parent><groupId>acme</groupId><artifactId>parent</artifactId><version>3.1</version></parent><artifactId>svc</artifactId>
              <properties><spring>6.0.0</spring></properties>
              <dependencies>
                <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId></dependency>
                <dependency><groupId>org.springframework</groupId><artifactId>spring-core</artifactId></dependency>
                <dependency><groupId>${project.groupId}</groupId><artifactId>lib</artifactId><version>${project.version}</version></dependency>
                <dependency><groupId>x</groupId><artifactId>y</artifactId></dependency>
              </dependencies></project>
            """);

        var document = Read("svc/pom.xml").Document;

        Assert.Equal(["acme:lib 3.1", "junit:junit 4.13 dev", "org.apache.logging.log4j:log4j-core 2.14.1", "org.springframework:spring-core 6.0.0", "x:y "], Lines(document));
        Assert.Equal(3, document.Notes.Count);
    }

    [Theory]
    [InlineData("package.json", "{\n  \"dependencies\": {,", "line 2")]
    [InlineData("package.json", """{"dependencies":{"a":1}}""", "$.dependencies['a'] is a number")]
    [InlineData("a.csproj", "<Project>\n<ItemGroup>", "line 2")]
    [InlineData("a.csproj", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><Project/>", "document type")]
    [InlineData("pom.xml", "<other/>", "not project")]
    [InlineData("poetry.lock", "[[package]]\nname = ", "line 2")]
    [InlineData("go.mod", "require github.com/a", "Line 1")]
    public void A_malformed_manifest_is_told_with_its_place_and_the_others_are_read(string name, string text, string expected)
    {
        Write(name, text);
        Write("requirements.txt", "six==1.16.0");

        var (document, failures) = Read(name, "requirements.txt");

        Assert.Contains(expected, Assert.Single(failures), StringComparison.Ordinal);
        Assert.StartsWith(name, failures[0], StringComparison.Ordinal);
        Assert.Equal(["six 1.16.0"], Lines(document));
    }

    [Fact]
    public void Nothing_outside_the_folder_is_read()
    {
        Write("outside/secret.txt", "secret==1.0");
        Write("in/requirements.txt", "-r ../outside/secret.txt\n-r link.txt\n-r /etc/passwd\nsix==1.16.0");
        File.CreateSymbolicLink(Path.Combine(_folder, "in", "link.txt"), Path.Combine(_folder, "outside", "secret.txt"));

        var (document, _) = Manifests.Read(new ManifestTree(Path.Combine(_folder, "in")), ["requirements.txt"]);

        Assert.Equal(["six 1.16.0"], Lines(document));
    }

    private static string[] Lines(PackageDocument document)
        => [.. document.Items.Select(i => $"{i.Name} {i.Version}{(i.IsDevelopment ? " dev" : "")}{(i.Parent >= 0 ? " < " + document.Items[i.Parent].Name : "")}").Order(StringComparer.Ordinal)];

    private (PackageDocument Document, IReadOnlyList<string> Failures) Read(params string[] paths) => Manifests.Read(new ManifestTree(_folder), paths);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
