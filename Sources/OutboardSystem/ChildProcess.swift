internal import COutboardLinux
import Glibc
import SystemPackage

/// Starting plugins.
package enum ChildProcess {
    /// Starts a process and returns once it runs its own program.
    ///
    /// About 0.3 ms. The calling thread is suspended until the program is loaded: an executable on a file system that
    /// hangs holds up every launch after it.
    ///
    /// The child has a session and process group of its own, no signal blocked or ignored, umask 077, no core dumps, no
    /// way to gain privileges, exactly the descriptors of the plan, and dies when the host dies. Call it on
    /// ``LaunchThread``, because the child also dies when the calling thread ends.
    ///
    /// What happens between clone(2) and execveat(2) is C and allocates nothing: `COutboardLinux/child.c`.
    ///
    /// - Throws: The step that failed; nothing is left of the child then.
    package static func launch(_ plan: LaunchPlan) throws(LaunchFailure) -> ProcessDescriptor {
        try check(plan)
        let opened = try plan.image == nil ? openProgram(plan.executable) : nil
        defer { withExtendedLifetime((opened, plan.image)) {} }
        guard let executable = opened?.descriptor.raw ?? plan.image?.file.raw else {
            throw LaunchFailure(step: .open, errno: .badFileDescriptor)
        }

        let arguments = CStringArray(plan.arguments)
        let environment = CStringArray(plan.environment)
        let workingDirectory = CStringArray(plan.workingDirectory.map { [$0] } ?? [])
        let descriptors = plan.descriptors.map { outboard_launch_descriptor(target: $0.target, source: $0.source) }
        var scratch = [Int32](repeating: -1, count: descriptors.count)
        let confinement =
            if let wanted = plan.confinement { try PreparedConfinement(wanted) } else { nil as PreparedConfinement? }
        defer { withExtendedLifetime(confinement) {} }
        var result = outboard_launch_result()
        unsafe descriptors.withUnsafeBufferPointer { descriptors in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
                var prepared = unsafe outboard_launch_plan(
                    executable: executable,
                    descriptor_count: Int32(descriptors.count),
                    descriptors: descriptors.baseAddress,
                    scratch: scratch.baseAddress,
                    arguments: arguments.pointers,
                    environment: environment.pointers,
                    working_directory: UnsafePointer(workingDirectory.pointers[0]),
                    open_files_limit: plan.openFilesLimit.map { Int64($0) } ?? -1,
                    confinement: UnsafePointer(confinement?.pointer)
                )
                unsafe outboard_launch(&prepared, &result)
            }
        }
        if let failure = LaunchFailure(result) { throw failure }
        let enclosure = ProcessEnclosure(
            first: result.init_pidfd, life: confinement?.takeLife(), group: plan.confinement?.group,
            user: plan.confinement?.user)
        return ProcessDescriptor(
            adopting: OwnedDescriptor(adopting: result.pidfd), pid: result.pid, enclosure: enclosure)
    }

    /// Held in a class, because there may be none.
    private final class OpenedProgram {
        let descriptor: OwnedDescriptor

        init(_ descriptor: consuming OwnedDescriptor) {
            self.descriptor = descriptor
        }
    }

    private static func openProgram(_ path: String) throws(LaunchFailure) -> OpenedProgram {
        // Not blocking, or a FIFO in the plugin's place would hold up every launch for ever.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw LaunchFailure(step: .open, errno: Errno(rawValue: Glibc.errno)) }
        return OpenedProgram(OwnedDescriptor(adopting: file))
    }

    /// Finds what C would misread.
    private static func check(_ plan: LaunchPlan) throws(LaunchFailure) {
        let strings = [plan.executable, plan.workingDirectory ?? ""] + plan.arguments + plan.environment
        guard !strings.contains(where: { $0.utf8.contains(0) }), plan.openFilesLimit ?? 0 >= 0 else {
            throw LaunchFailure(step: .plan, errno: .invalidArgument)
        }
        let targets = plan.descriptors.map(\.target)
        guard Set(targets).count == targets.count, targets.allSatisfy({ $0 >= 0 && $0 < Int32.max - 1 }),
            plan.descriptors.allSatisfy({ $0.source >= 0 })
        else {
            throw LaunchFailure(step: .plan, errno: .badFileDescriptor)
        }
    }
}
