import Glibc
import SystemPackage

/// Finds out why a file cannot be executed as a plugin.
///
/// For messages after a launch failed: the kernel says "No such file or directory" for half a dozen causes.
package enum ExecutableFile {
    /// What is wrong with a file, as a clause: "it is a directory".
    ///
    /// Never traps, whatever the file holds.
    ///
    /// - Returns: nil when nothing is found to be wrong, or the file cannot be read.
    package static func diagnose(path: String) -> String? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            return explain(Errno(rawValue: errno), path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: return "it is a directory"
        default: return "it is not a regular file"
        }
        guard unsafe access(path, X_OK) == 0 else {
            if status.st_mode & 0o111 != 0, errno == EACCES {
                return "this user may not execute it, or its file system is mounted noexec"
                    + " (its mode is \(octal(status.st_mode & 0o7777)))"
            }
            return "it is not executable (its mode is \(octal(status.st_mode & 0o7777)))"
        }
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return explain(Errno(rawValue: errno), path) }
        let descriptor = OwnedDescriptor(adopting: file)
        return ELFImage.diagnose(descriptor, byteCount: Int(status.st_size))
    }

    /// Why a file cannot be read, as a clause; nil when nothing is found to be wrong.
    package static func diagnose(reading path: String) -> String? {
        guard unsafe access(path, R_OK) == 0 else { return explain(Errno(rawValue: errno), path) }
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return explain(Errno(rawValue: errno), path) }
        return status.st_mode & S_IFMT == S_IFDIR ? "it is a directory" : nil
    }

    /// What the dynamic loader complained about, if a program ended before it began, as a clause:
    /// "shared library libfoo.so.1 is missing".
    ///
    /// - Parameter lines: What the program wrote to its standard error.
    /// - Returns: nil when none of the lines is a complaint of the loader.
    package static func diagnose(standardError lines: [String]) -> String? {
        for line in lines {
            if let complaint = LoaderComplaint.explain(line) {
                return complaint
            }
        }
        return nil
    }

    /// Why a path cannot be opened, as a clause.
    static func explain(_ errno: Errno, _ path: String) -> String {
        guard errno == .noSuchFileOrDirectory else { return "it cannot be opened: \(errno)" }
        var link = stat()
        return unsafe lstat(path, &link) == 0 ? "it is a symbolic link to nowhere" : "it does not exist"
    }

    private static func octal(_ mode: mode_t) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
