using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Portal.Infrastructure.Descriptors;

/// <summary>Tells regular files from pipes, sockets and devices without opening them: opening a pipe blocks until somebody writes, and a device need not end.</summary>
internal static class FileKind
{
    // From statx(2): the layout is the same on every architecture.
    private const int StatxLength = 256;
    private const int ModeOffset = 28;
    private const int CurrentFolder = -100;
    private const uint TypeMask = 1;
    private const int FormatBits = 0xF000;

    /// <summary>What the path is when it is no regular file: "a named pipe", "a socket", "a device"; null for a regular file and where it cannot be told.</summary>
    public static string? Special(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var buffer = new byte[StatxLength];
        try
        {
            if (StatX(CurrentFolder, path, 0, TypeMask, buffer) != 0)
            {
                return null; // gone or not readable: opening it says so
            }
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library before 2018
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(ModeOffset)) & FormatBits) switch
        {
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => null,
        };
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] buffer);
}
