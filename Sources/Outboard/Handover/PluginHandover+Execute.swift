internal import Glibc
public import OutboardCore
internal import OutboardSystem
internal import SystemPackage

// From a program to the one that is executed in its place.
extension PluginHandover {
    /// The environment variable that tells a program which of its descriptors stand for plugins.
    public static let variable = "OUTBOARD_HANDOVER"

    /// Executes a program in the place of this one, which takes over plugins.
    ///
    /// It has the same process number, and finds the plugins with ``inherited()``. All that is not handed over goes as at any
    /// execve(2): threads, memory, and descriptors that are close-on-exec.
    ///
    /// Stop other plugins first. They end by themselves when their connections do, but nobody collects them until the new
    /// program ends, and until then one that does not want to end lives on in its sandbox.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - arguments: Its arguments, without its name.
    ///   - environment: Its environment; by default that of this process.
    ///   - handovers: The plugins.
    /// - Throws: `OutboardError` with the code `startFailed` if it could not be executed: this process goes on then, and can take
    ///   the plugins back. `invalidConfiguration` if one of them was given away already, or is
    ///   named twice.
    public static func execute(
        _ path: String, arguments: [String] = [], environment: [String: String]? = nil,
        handing handovers: [PluginHandover]
    ) throws(OutboardError) -> Never {
        var claimed: [(handover: PluginHandover, files: HandoverFiles)] = []
        // Only where this process goes on.
        defer { for (handover, files) in claimed { handover.restore(files) } }
        var packed: [HeldDescriptor] = []
        // They close theirs with their last use.
        defer { withExtendedLifetime(packed) {} }
        var error: Errno
        do {
            try LaunchThread.shared.start()
            for handover in handovers {
                let files = try handover.claim()
                claimed.append((handover, files))
                packed.append(HeldDescriptor(try files.pack(handover.record)))
            }
            // Without one that this program was executed with: the first entry of a name is the one that counts.
            let entries = (environment?.map { "\($0.key)=\($0.value)" } ?? ProgramInPlace.environment)
                .filter { !$0.hasPrefix("\(variable)=") }
            error = ProgramInPlace.execute(
                path, arguments: [path] + arguments,
                environment: entries + ["\(variable)=" + packed.map { ticket($0.owned.raw) }.joined(separator: " ")],
                keeping: packed.map { $0.owned.raw })
        } catch let failure as OutboardError {
            throw failure
        } catch let failure as Errno {
            error = failure
        } catch {
            throw OutboardError(code: .startFailed, message: "\(path) was not executed: \(error)")
        }
        throw OutboardError(
            code: .startFailed, message: "\(path) was not executed in the place of this program: \(error)")
    }

    /// The plugins that the program before this one has handed over, in the order in which it named them.
    ///
    /// Reads the variable ``variable`` and removes it: it counts once. None if there is none.
    ///
    /// - Returns: The plugins, which wait to be taken over.
    /// - Throws: `OutboardError` with the code `invalidConfiguration` if the variable names something else; the plugins that it
    ///   names as well end then.
    public static func inherited() throws(OutboardError) -> [PluginHandover] {
        guard let value = unsafe getenv(variable).map({ unsafe String(cString: $0) }) else { return [] }
        unsafe unsetenv(variable)
        var found: [PluginHandover] = []
        var failure: OutboardError?
        // All of them, also behind one that is none: a plugin lives as long as the descriptor that stands for it is open.
        for text in value.split(separator: " ") {
            do {
                guard let raw = number(of: String(text)) else { throw HandshakeError("it is not open") }
                _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
                var (files, record) = try HandoverFiles.unpack(
                    ControlSocket(adopting: OwnedDescriptor(adopting: raw)))
                record.cameInPlace = true
                found.append(PluginHandover(files, record))
            } catch {
                let name = ForeignText.plain(String(text))
                failure =
                    failure
                    ?? OutboardError(
                        code: .invalidConfiguration,
                        message: "\(variable) names \(name), which stands for no plugin: \(error)")
            }
        }
        if let failure { throw failure }
        return found
    }

    /// A descriptor and its inode: another file at that number is not mistaken for it.
    private static func ticket(_ raw: Int32) -> String { "\(raw):\(inode(raw) ?? 0)" }

    private static func number(of ticket: String) -> Int32? {
        let parts = ticket.split(separator: ":")
        guard parts.count == 2, let raw = Int32(parts[0]), raw > 2, let inode = UInt(parts[1]), self.inode(raw) == inode
        else { return nil }
        return raw
    }

    private static func inode(_ raw: Int32) -> UInt? {
        var status = stat()
        guard unsafe fstat(raw, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        return status.st_ino
    }

    private final class HeldDescriptor: Sendable {
        let owned: OwnedDescriptor

        init(_ owned: consuming OwnedDescriptor) {
            self.owned = owned
        }
    }
}
