internal import COutboardLinux
internal import Glibc
package import SystemPackage

/// Executing another program in this process.
package enum ProgramInPlace {
    /// Executes a program in the place of this one; its children stay its children.
    ///
    /// On the launch thread, which is the new program's first one then: the children keep the death signal that is bound to it.
    /// All other threads end. The program gets the caller's signal mask.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - arguments: Its arguments, with its name.
    ///   - environment: Its environment, as `NAME=value`.
    ///   - descriptors: What stays open besides that which is not close-on-exec.
    /// - Returns: Why it was not executed.
    package static func execute(
        _ path: String, arguments: [String], environment: [String], keeping descriptors: [Int32]
    ) -> Errno {
        var mask = sigset_t()
        unsafe pthread_sigmask(SIG_SETMASK, nil, &mask)
        return LaunchThread.shared.run { [mask] in
            var (wanted, own) = (mask, sigset_t())
            let arguments = CStringArray(arguments)
            let environment = CStringArray(environment)
            for raw in descriptors { _ = fcntl(raw, F_SETFD, 0) }
            unsafe pthread_sigmask(SIG_SETMASK, &wanted, &own)
            unsafe execve(path, arguments.pointers, environment.pointers)
            let error = Errno(rawValue: errno)
            unsafe pthread_sigmask(SIG_SETMASK, &own, nil)
            for raw in descriptors { _ = fcntl(raw, F_SETFD, FD_CLOEXEC) }
            return error
        }
    }

    /// The environment of this process.
    package static var environment: [String] {
        var entries: [String] = []
        var next = unsafe environ
        while let text = unsafe next.pointee {
            unsafe entries.append(String(cString: text))
            unsafe next += 1
        }
        return entries
    }
}
