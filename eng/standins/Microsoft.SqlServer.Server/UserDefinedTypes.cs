using System;
using System.IO;

namespace Microsoft.SqlServer.Server
{
    /// <summary>How a CLR type in SQL Server is written.</summary>
    public enum Format
    {
        Unknown,
        Native,
        UserDefined,
    }

    /// <summary>Whether a CLR function reads user data.</summary>
    public enum DataAccessKind
    {
        None,
        Read,
    }

    /// <summary>Whether a CLR function reads system data.</summary>
    public enum SystemDataAccessKind
    {
        None,
        Read,
    }

    /// <summary>A CLR type that writes itself.</summary>
    public interface IBinarySerialize
    {
        void Read(BinaryReader r);

        void Write(BinaryWriter w);
    }

    /// <summary>A CLR type that SQL Server cannot take.</summary>
    [Serializable]
    public sealed class InvalidUdtException : SystemException
    {
        public InvalidUdtException()
        {
        }

        public InvalidUdtException(string message)
            : base(message)
        {
        }

        public InvalidUdtException(string message, Exception innerException)
            : base(message, innerException)
        {
        }

        public static InvalidUdtException Create(Type udtType, string resourceReason = "no valid attribute")
            => new($"'{udtType.FullName}' is an invalid user defined type, reason: {resourceReason}.");
    }

    /// <summary>Facets of a CLR type's results.</summary>
    [AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.ReturnValue | AttributeTargets.Parameter, AllowMultiple = false, Inherited = false)]
    public class SqlFacetAttribute : Attribute
    {
        public bool IsFixedLength { get; set; }

        public int MaxSize { get; set; }

        public int Precision { get; set; }

        public int Scale { get; set; }

        public bool IsNullable { get; set; }
    }

    /// <summary>A CLR function.</summary>
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = false, Inherited = false)]
    [Serializable]
    public class SqlFunctionAttribute : Attribute
    {
        public bool IsDeterministic { get; set; }

        public DataAccessKind DataAccess { get; set; }

        public SystemDataAccessKind SystemDataAccess { get; set; }

        public bool IsPrecise { get; set; }

        public string Name { get; set; }

        public string TableDefinition { get; set; }

        public string FillRowMethodName { get; set; }
    }

    /// <summary>A method of a CLR type.</summary>
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = false, Inherited = false)]
    [Serializable]
    public sealed class SqlMethodAttribute : SqlFunctionAttribute
    {
        public bool OnNullCall { get; set; } = true;

        public bool IsMutator { get; set; }

        public bool InvokeIfReceiverIsNull { get; set; }
    }

    /// <summary>A CLR aggregate.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
    public sealed class SqlUserDefinedAggregateAttribute : Attribute
    {
        public const int MaxByteSizeValue = 8000;

        private int _maxByteSize;

        public SqlUserDefinedAggregateAttribute(Format format) => Format = format;

        public int MaxByteSize
        {
            get => _maxByteSize;
            set => _maxByteSize = value is < -1 or > MaxByteSizeValue ? throw new ArgumentOutOfRangeException(nameof(value)) : value;
        }

        public bool IsInvariantToDuplicates { get; set; }

        public bool IsInvariantToNulls { get; set; }

        public bool IsInvariantToOrder { get; set; }

        public bool IsNullIfEmpty { get; set; }

        public Format Format { get; }

        public string Name { get; set; }
    }

    /// <summary>A CLR type in SQL Server.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
    public sealed class SqlUserDefinedTypeAttribute : Attribute
    {
        public SqlUserDefinedTypeAttribute(Format format) => Format = format;

        public int MaxByteSize { get; set; }

        public bool IsFixedLength { get; set; }

        public bool IsByteOrdered { get; set; }

        public Format Format { get; }

        public string ValidationMethodName { get; set; }

        public string Name { get; set; }
    }
}
