using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Octokit.Internal
{
    public interface IJsonSerializer
    {
        string Serialize(object item);

        T Deserialize<T>(string json);
    }

    /// <summary>GitHub's JSON: snake_case names, nulls left out when writing, private setters filled when reading.</summary>
    public class SimpleJsonSerializer : IJsonSerializer
    {
        public string Serialize(object item) => Write(item)?.ToJsonString() ?? "null";

        public T Deserialize<T>(string json) => string.IsNullOrWhiteSpace(json) ? default : (T)Read(typeof(T), JsonNode.Parse(json));

        private static JsonNode Write(object item) => item switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            int number => JsonValue.Create(number),
            long number => JsonValue.Create(number),
            Enum value => JsonValue.Create(EnumText.Of(value)),
            DateTimeOffset moment => JsonValue.Create(moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            IDictionary<string, string> map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, (JsonNode)JsonValue.Create(p.Value)))),
            IEnumerable list => new JsonArray(list.Cast<object>().Select(Write).ToArray()),
            _ when item.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(StringEnum<>) => JsonValue.Create(item.ToString()),
            _ => WriteObject(item),
        };

        private static JsonObject WriteObject(object item)
        {
            var result = new JsonObject();
            foreach (var property in item.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.CanRead && p.GetIndexParameters().Length == 0))
            {
                var value = property.GetValue(item);
                if (value != null || property.IsDefined(typeof(SerializeNullAttribute)))
                {
                    result[Snake(property.Name)] = Write(value);
                }
            }

            return result;
        }

        private static object Read(Type type, JsonNode node)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (node == null)
            {
                return null;
            }

            if (type == typeof(string))
            {
                return node is JsonValue ? node.ToString() : node.ToJsonString();
            }

            if (type == typeof(object))
            {
                return node;
            }

            if (type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(DateTimeOffset))
            {
                return JsonSerializer.Deserialize(node, type);
            }

            if (type.IsEnum)
            {
                return EnumText.Parse(type, node.ToString());
            }

            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(StringEnum<>))
            {
                return Activator.CreateInstance(type, node.ToString());
            }

            return node is JsonArray array ? ReadList(type, array) : ReadObject(type, node);
        }

        private static object ReadList(Type type, JsonArray array)
        {
            if (!type.IsArray && !type.IsGenericType)
            {
                throw new InvalidCastException($"A list is no {type.Name}.");
            }

            var element = type.IsArray ? type.GetElementType() : type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element));
            foreach (var item in array)
            {
                list.Add(Read(element, item));
            }

            return list;
        }

        private static object ReadObject(Type type, JsonNode node)
        {
            var result = Activator.CreateInstance(type, nonPublic: true);
            foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(p => p.CanWrite || p.DeclaringType != type))
            {
                var owner = property.DeclaringType == type ? property : property.DeclaringType.GetProperty(property.Name);
                if (node is JsonObject map && map.TryGetPropertyValue(Snake(property.Name), out var value) && value != null && owner.CanWrite)
                {
                    owner.SetValue(result, Read(owner.PropertyType, value));
                }
            }

            return result;
        }

        internal static string Snake(string name)
        {
            var text = new StringBuilder();
            foreach (var c in name)
            {
                if (char.IsUpper(c) && text.Length > 0)
                {
                    text.Append('_');
                }

                text.Append(char.ToLowerInvariant(c));
            }

            return text.ToString();
        }
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class SerializeNullAttribute : Attribute
    {
    }
}
