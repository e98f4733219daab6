using System.Text;
using Portal.Application.Packages;
using Portal.Infrastructure.Packages;

namespace Portal.InfrastructureTests.Packages;

public sealed class SbomReaderTests
{
    private const string CycloneDxJson = """
        {"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-01T10:00:00Z","tools":{"components":[{"type":"application","name":"syft","version":"1.4.1"}]},
          "component":{"type":"application","bom-ref":"root","name":"orders","version":"4.20.3"}},
         "components":[
          {"type":"library","bom-ref":"a","group":"org.acme","name":"web","version":"1.0","purl":"pkg:maven/org.acme/web@1.0"},
          {"type":"library","bom-ref":"b","name":"log4j-core","version":"2.14.1","purl":"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1","components":[{"type":"library","bom-ref":"n","name":"nested","version":"0.1"}]},
          {"type":"library","bom-ref":"t","name":"junit","version":"5.0","scope":"excluded","purl":"pkg:maven/org.junit/junit@5.0"},
          {"type":"file","name":"/etc/passwd"}],
         "dependencies":[{"ref":"root","dependsOn":["a"]},{"ref":"a","dependsOn":["b","ghost"]}]}
        """;

    private const string CycloneDxXml = """
        <?xml version="1.0"?>
        <bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">
          <metadata><timestamp>2026-11-01T10:00:00Z</timestamp><tools><tool><name>cyclonedx-maven</name><version>2.7</version></tool></tools>
            <component type="application" bom-ref="root"><name>orders</name><version>4.20.3</version></component></metadata>
          <components>
            <component type="library" bom-ref="a"><group>org.acme</group><name>web</name><version>1.0</version><purl>pkg:maven/org.acme/web@1.0</purl></component>
            <component type="library" bom-ref="b"><name>log4j-core</name><version>2.14.1</version><purl>pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1</purl>
              <components><component type="library" bom-ref="n"><name>nested</name><version>0.1</version></component></components></component>
            <component type="library" bom-ref="t"><name>junit</name><version>5.0</version><scope>excluded</scope><purl>pkg:maven/org.junit/junit@5.0</purl></component>
          </components>
          <dependencies><dependency ref="root"><dependency ref="a"/></dependency><dependency ref="a"><dependency ref="b"/></dependency></dependencies>
        </bom>
        """;

    private const string SpdxJson = """
        {"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","creationInfo":{"created":"2026-11-01T10:00:00Z","creators":["Organization: acme","Tool: syft-1.4.1"]},
         "packages":[
          {"SPDXID":"SPDXRef-root","name":"orders","versionInfo":"4.20.3"},
          {"SPDXID":"SPDXRef-a","name":"web","versionInfo":"1.0","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:maven/org.acme/web@1.0"}]},
          {"SPDXID":"SPDXRef-b","name":"log4j-core","versionInfo":"2.14.1","externalRefs":[{"referenceCategory":"PACKAGE_MANAGER","referenceType":"purl","referenceLocator":"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"}]},
          {"SPDXID":"SPDXRef-n","name":"nested","versionInfo":"NOASSERTION"},
          {"SPDXID":"SPDXRef-t","name":"junit","versionInfo":"5.0","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:maven/org.junit/junit@5.0"}]}],
         "relationships":[
          {"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-root"},
          {"spdxElementId":"SPDXRef-root","relationshipType":"DEPENDS_ON","relatedSpdxElement":"SPDXRef-a"},
          {"spdxElementId":"SPDXRef-b","relationshipType":"DEPENDENCY_OF","relatedSpdxElement":"SPDXRef-a"},
          {"spdxElementId":"SPDXRef-t","relationshipType":"TEST_DEPENDENCY_OF","relatedSpdxElement":"SPDXRef-root"}]}
        """;

    private const string SpdxTagValue = """
        SPDXVersion: SPDX-2.3
        SPDXID: SPDXRef-DOCUMENT
        Creator: Tool: syft-1.4.1
        Created: 2026-11-01T10:00:00Z
        # the service
        PackageName: orders
        SPDXID: SPDXRef-root
        PackageVersion: 4.20.3
        PackageComment: <text>Over
        PackageName: not this one
        several lines</text>
        PackageName: web
        SPDXID: SPDXRef-a
        ExternalRef: PACKAGE-MANAGER purl pkg:maven/org.acme/web@1.0
        PackageName: log4j-core
        SPDXID: SPDXRef-b
        ExternalRef: PACKAGE-MANAGER purl pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1
        PackageName: nested
        SPDXID: SPDXRef-n
        PackageName: junit
        SPDXID: SPDXRef-t
        ExternalRef: PACKAGE-MANAGER purl pkg:maven/org.junit/junit@5.0
        Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-root
        Relationship: SPDXRef-root DEPENDS_ON SPDXRef-a
        Relationship: SPDXRef-a DEPENDS_ON SPDXRef-b
        Relationship: SPDXRef-t TEST_DEPENDENCY_OF SPDXRef-root
        """;

    [Theory]
    [InlineData(CycloneDxJson, "CycloneDX 1.5 JSON")]
    [InlineData(CycloneDxXml, "CycloneDX 1.4 XML")]
    [InlineData(SpdxJson, "SPDX 2.3 JSON")]
    [InlineData(SpdxTagValue, "SPDX 2.3 tag-value")]
    public void Every_format_tells_packages_ways_subject_and_age(string text, string format)
    {
        var document = Read(text);

        Assert.Equal(format, document.Format);
        Assert.Equal("4.20.3", document.SubjectVersion);
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero), document.MadeAt);
        var log4j = Assert.Single(document.Items, i => i.Name == "org.apache.logging.log4j:log4j-core");
        Assert.Equal(("maven", "2.14.1", false, "org.acme:web"), (log4j.Ecosystem, log4j.Version, log4j.IsDirect, document.Items[log4j.Parent].Name));
        Assert.True(document.Items[log4j.Parent].IsDirect);
        Assert.True(Assert.Single(document.Items, i => i.Name.EndsWith("junit", StringComparison.Ordinal)).IsDevelopment);
        Assert.Equal("generic", Assert.Single(document.Items, i => i.Name == "nested").Ecosystem);
        Assert.Equal(4, document.Items.Count);
    }

    [Theory]
    [InlineData("syft 1.4.1", CycloneDxJson)]
    [InlineData("syft-1.4.1", SpdxTagValue)]
    [InlineData("cyclonedx-maven 2.7", CycloneDxXml)]
    public void The_tool_is_told(string tool, string text) => Assert.Equal(tool, Read(text).Tool);

    [Fact]
    public void A_byte_order_mark_is_no_obstacle() => Assert.Equal(4, Read("\uFEFF" + CycloneDxJson).Items.Count);

    [Fact]
    public void What_it_leaves_open_is_noted()
    {
        var document = Read("""{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"name":"a"},{"version":"1"}]}""");

        Assert.Collection(document.Notes,
            n => Assert.Contains("what depends on what", n, StringComparison.Ordinal),
            n => Assert.Contains("1 package has no version: a", n, StringComparison.Ordinal),
            n => Assert.Contains("no name", n, StringComparison.Ordinal));
        Assert.Null(Assert.Single(document.Items).IsDirect);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello", "neither JSON nor XML")]
    [InlineData("{\"bomFormat\":\"CycloneDX\",\n \"specVersion\":", "line 2, column")]
    [InlineData("{}", "$.bomFormat and $.spdxVersion")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"9.9"}""", "$.specVersion is 9.9")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"a"},{"name":[1]}]}""", "$.components[1].name is a list, where a text belongs")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.5","components":{}}""", "$.components is an object, where a list belongs")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[null]}""", "$.components[0]")]
    [InlineData("""{"bomFormat":"CycloneDX","specVersion":"1.5","dependencies":[{"dependsOn":["a"]}]}""", "$.dependencies[0].ref is missing")]
    [InlineData("""{"spdxVersion":"SPDX-1.0"}""", "SPDX-1.0")]
    [InlineData("""{"spdxVersion":"SPDX-2.3","packages":[{"name":"a"}]}""", "$.packages[0].SPDXID")]
    [InlineData("""{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}""", "SPDX 3")]
    [InlineData("<bom", "line 1")]
    [InlineData("<bom xmlns='http://other.test'/>", "not bom of")]
    [InlineData("<!DOCTYPE bom [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><bom xmlns='http://cyclonedx.org/schema/bom/1.4'>&a;</bom>", "document type")]
    [InlineData("SPDXVersion: SPDX-2.3\nnonsense", "Line 2 is no 'Tag: value'")]
    [InlineData("SPDXVersion: SPDX-2.3\nRelationship: a b", "line 2")]
    [InlineData("SPDXVersion: SPDX-2.3\nPackageName: a\nPackageName: b", "no SPDXID before line 3")]
    public void What_is_malformed_is_refused_with_its_place_and_what_to_do(string text, string expected)
    {
        var failure = new SbomReader().Read(Encoding.UTF8.GetBytes(text)).Failure;

        Assert.NotNull(failure);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_beyond_any_document_is_refused()
    {
        var json = new SbomReader().Read(Encoding.UTF8.GetBytes("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":" + string.Concat(Enumerable.Repeat("[", 100_000))));
        var xml = new SbomReader().Read(Encoding.UTF8.GetBytes("<bom xmlns='http://cyclonedx.org/schema/bom/1.4'>" + string.Concat(Enumerable.Repeat("<a>", 100_000))));

        Assert.Contains("maximum configured depth", json.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("64 elements deep", xml.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_billion_laughs_are_not_begun()
    {
        var bomb = "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'>" + string.Concat(Enumerable.Range(1, 9).Select(n => $"<!ENTITY a{n} '{string.Concat(Enumerable.Repeat($"&a{(n == 1 ? "" : n - 1)};", 10))}'>")) + "]><bom>&a9;</bom>";

        Assert.Contains("document type", new SbomReader().Read(Encoding.UTF8.GetBytes(bomb)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_packages_than_any_service_has_are_refused()
    {
        var many = string.Join(',', Enumerable.Range(0, DependencyGraph.MaxPackages + 1).Select(n => $$"""{"name":"p{{n}}","version":"1"}"""));

        Assert.Contains("50,000", new SbomReader().Read(Encoding.UTF8.GetBytes($$"""{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{{many}}]}""")).Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x1F, 0x8B, 0x08 }, "compressed")]
    [InlineData(new byte[] { 0x50, 0x4B, 0x03 }, "compressed")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x7B, 0x00 }, "UTF-16")]
    public void What_would_have_to_be_unpacked_is_not(byte[] content, string expected)
        => Assert.Contains(expected, new SbomReader().Read(content).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public void No_cut_of_a_good_document_breaks_the_reader()
    {
        foreach (var text in new[] { CycloneDxJson, CycloneDxXml, SpdxJson, SpdxTagValue })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var length = 0; length < bytes.Length; length += 7)
            {
                var read = new SbomReader().Read(bytes.AsMemory(0, length));
                Assert.True(read.IsSuccess || read.Failure!.Message.Length > 0);
            }
        }
    }

    private static PackageDocument Read(string text)
    {
        var read = new SbomReader().Read(Encoding.UTF8.GetBytes(text));
        Assert.Null(read.Failure);
        return read.Value;
    }
}
