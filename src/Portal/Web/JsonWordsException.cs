using System.Text.Json;

namespace Portal.Web;

/// <summary>A converter's own refusal: its message is written for the caller and is shown as it is.</summary>
public sealed class JsonWordsException(string message, Exception? inner = null) : JsonException(message, inner);
