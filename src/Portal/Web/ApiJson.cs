using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Portal.Web;

/// <summary>JSON exactly as controllers write it.</summary>
public sealed class ApiJson(IOptions<JsonOptions> options)
{
    // The formatter of MVC takes this encoder where none is set.
    private readonly JsonSerializerOptions _json = new(options.Value.JsonSerializerOptions) { Encoder = options.Value.JsonSerializerOptions.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, _json);

    public void Write<T>(IBufferWriter<byte> into, T value)
    {
        using var writer = new Utf8JsonWriter(into, new() { Encoder = _json.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, _json);
    }
}
