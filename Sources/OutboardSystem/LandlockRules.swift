internal import COutboardLinux
package import SystemPackage

/// What Landlock leaves a process of files, TCP, abstract sockets and signals; see landlock(7).
///
/// Safe to use from any thread. A few microseconds for each path.
package final class LandlockRules: Sendable {
    /// What may be done beneath a path.
    package struct Rights: OptionSet, Sendable, Hashable {
        /// The bits that C knows.
        package let rawValue: UInt32

        /// Rights with those bits.
        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// Reading files, listing folders.
        package static let read = Rights(rawValue: UInt32(OUTBOARD_PATH_READ))
        /// Executing files, loading libraries.
        package static let execute = Rights(rawValue: UInt32(OUTBOARD_PATH_EXECUTE))
        /// Writing, creating, removing and renaming.
        package static let write = Rights(rawValue: UInt32(OUTBOARD_PATH_WRITE))
        /// Writing to a device that is there.
        package static let device = Rights(rawValue: UInt32(OUTBOARD_PATH_DEVICE))
    }

    /// The version that the kernel has, from 1 on; nil if it has none or it is switched off.
    package static let kernelVersion: Int? = {
        let version = Int(outboard_landlock_version())
        return version > 0 ? version : nil
    }()

    /// Whether truncating can be forbidden: Linux 6.2.
    package static var knowsTruncation: Bool { kernelVersion ?? 0 >= Int(OUTBOARD_LANDLOCK_TRUNCATION) }
    /// Whether TCP can be forbidden: Linux 6.7.
    package static var knowsTCP: Bool { kernelVersion ?? 0 >= Int(OUTBOARD_LANDLOCK_TCP) }
    /// Whether signals and abstract sockets can be: Linux 6.12.
    package static var knowsScopes: Bool { kernelVersion ?? 0 >= Int(OUTBOARD_LANDLOCK_SCOPES) }

    let descriptor: OwnedDescriptor
    let version: Int32

    /// Forbids everything that the kernel's version can forbid, but for TCP if that is allowed.
    ///
    /// - Throws: `ENOSYS` or `EOPNOTSUPP` where there is no Landlock.
    package init(allowsTCP: Bool) throws(Errno) {
        version = try SystemCall.check(outboard_landlock_version())
        descriptor = OwnedDescriptor(
            adopting: try SystemCall.check(outboard_landlock_create(version, allowsTCP ? 1 : 0)))
    }

    /// Allows something beneath a path, or for the file that it names.
    ///
    /// The path is looked up now, links are followed.
    ///
    /// - Throws: `ENOENT` and others of open(2).
    package func allow(_ rights: Rights, at path: String) throws(Errno) {
        try SystemCall.check(
            unsafe outboard_landlock_allow_path(descriptor.raw, path, rights.rawValue, version))
    }
}
