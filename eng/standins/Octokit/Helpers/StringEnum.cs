using System;
using System.Linq;
using System.Reflection;

namespace Octokit.Internal
{
    [AttributeUsage(AttributeTargets.Field)]
    public sealed class ParameterAttribute : Attribute
    {
        public string Value { get; set; }
    }

    internal static class EnumText
    {
        public static string Of(Enum value)
            => value.GetType().GetField(value.ToString())?.GetCustomAttribute<ParameterAttribute>()?.Value ?? value.ToString().ToLowerInvariant();

        public static object Parse(Type type, string text)
            => Enum.GetValues(type).Cast<Enum>().FirstOrDefault(v => string.Equals(Of(v), text, StringComparison.OrdinalIgnoreCase));
    }
}

namespace Octokit
{
    using Octokit.Internal;

    /// <summary>An enum of the API that may hold a word this library does not know.</summary>
    public readonly struct StringEnum<TEnum> : IEquatable<StringEnum<TEnum>>
        where TEnum : struct
    {
        private readonly string _text;

        public StringEnum(TEnum parsedValue) => _text = EnumText.Of((Enum)(object)parsedValue);

        public StringEnum(string stringValue) => _text = stringValue ?? string.Empty;

        public string StringValue => _text ?? string.Empty;

        public TEnum Value => TryParse(out var value) ? value : throw new ArgumentException($"Value '{StringValue}' is not a valid '{typeof(TEnum).Name}' enum value.");

        public bool TryParse(out TEnum value)
        {
            var found = EnumText.Parse(typeof(TEnum), StringValue);
            value = found == null ? default : (TEnum)found;
            return found != null;
        }

        public bool Equals(StringEnum<TEnum> other) => string.Equals(StringValue, other.StringValue, StringComparison.OrdinalIgnoreCase);

        public override bool Equals(object obj) => obj is StringEnum<TEnum> other && Equals(other);

        public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(StringValue);

        public override string ToString() => StringValue;

        public static implicit operator StringEnum<TEnum>(TEnum value) => new StringEnum<TEnum>(value);

        public static implicit operator StringEnum<TEnum>(string value) => new StringEnum<TEnum>(value);

        public static bool operator ==(StringEnum<TEnum> left, StringEnum<TEnum> right) => left.Equals(right);

        public static bool operator !=(StringEnum<TEnum> left, StringEnum<TEnum> right) => !left.Equals(right);
    }
}
