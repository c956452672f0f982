import Glibc
import OutboardSystem
import SystemPackage

/// The files that the tool reads and writes.
enum FileAccess {
    /// Why a file cannot be read, as a clause; nil if it can.
    static func problem(reading path: String) -> String? { ExecutableFile.diagnose(reading: path) }

    /// Whether there is anything at a path.
    static func isThere(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The text of a small file.
    static func text(of path: String) throws -> String {
        if let problem = problem(reading: path) { throw Answer.unreadable("\(path): \(problem)") }
        guard let text = SmallFile.text(of: path) else { throw Answer.unreadable("\(path) cannot be read") }
        return text
    }

    /// Writes a file that must not be there yet.
    static func create(_ path: String, _ text: String, _ permissions: FilePermissions) throws {
        do throws(Errno) {
            try write(path, text, permissions, [.create, .exclusiveCreate])
        } catch {
            throw Answer.unreadable("\(path) cannot be made: \(error)")
        }
    }

    /// Puts a file in the place of what is there: nobody reads half of it.
    static func replace(_ path: String, _ text: String, _ permissions: FilePermissions) throws {
        let temporary = "\(path).\(getpid())"
        do throws(Errno) {
            try write(temporary, text, permissions, [.create, .exclusiveCreate])
            guard unsafe rename(temporary, path) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unsafe unlink(temporary)
            throw Answer.unreadable("\(path) cannot be written: \(error)")
        }
    }

    private static func write(
        _ path: String, _ text: String, _ permissions: FilePermissions, _ options: FileDescriptor.OpenOptions
    ) throws(Errno) {
        do {
            let file = try FileDescriptor.open(
                FilePath(path), .writeOnly, options: options.union([.noFollow, .closeOnExec]), permissions: permissions)
            try file.closeAfter { _ = try file.writeAll(text.utf8) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}
