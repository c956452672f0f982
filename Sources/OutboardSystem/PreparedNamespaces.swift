internal import COutboardLinux
import Glibc
internal import SystemPackage

/// Namespaces as C sees them, at addresses that stay, with what keeps them alive.
@safe
final class PreparedNamespaces {
    /// Valid as long as this value lives.
    let pointer: UnsafeMutablePointer<outboard_launch_namespaces>
    private let mounts: UnsafeMutableBufferPointer<outboard_launch_mount>
    private let strings: CStringArray
    private let maps: CStringArray
    private let lifeRead: OwnedDescriptor
    private var lifeWrite: OwnedDescriptor?

    /// Prepares them.
    ///
    /// - Throws: The step that failed: `init` where the first process's program cannot be made.
    init(_ namespaces: Namespaces) throws(LaunchFailure) {
        let program = Self.program
        guard program >= 0 else { throw LaunchFailure(step: .initProgram, errno: Errno(rawValue: -program)) }
        var reading: Int32 = -1
        var writing: Int32 = -1
        let status = unsafe outboard_life_pipe(&reading, &writing)
        guard status == 0 else { throw LaunchFailure(step: .namespaces, errno: Errno(rawValue: -status)) }
        lifeRead = OwnedDescriptor(adopting: reading)
        lifeWrite = OwnedDescriptor(adopting: writing)
        strings = CStringArray(namespaces.mounts.flatMap { [$0.source, $0.target] })
        maps = CStringArray(["\(getuid()) \(getuid()) 1\n", "\(getgid()) \(getgid()) 1\n"])
        let hasUsers = namespaces.kinds.contains(.users)
        unsafe mounts = .allocate(capacity: namespaces.mounts.count)
        for (index, mount) in namespaces.mounts.enumerated() {
            guard let source = unsafe strings.pointers[2 * index], let target = unsafe strings.pointers[2 * index + 1]
            else { continue }
            unsafe mounts.initializeElement(
                at: index,
                to: outboard_launch_mount(
                    source: source, target: target, is_folder: mount.isFolder ? 1 : 0,
                    is_writable: mount.isWritable ? 1 : 0))
        }
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(
            to: outboard_launch_namespaces(
                kinds: namespaces.kinds.rawValue, init: program, life: lifeRead.raw,
                mount_count: Int32(clamping: mounts.count), mounts: UnsafePointer(mounts.baseAddress),
                user_map: hasUsers ? UnsafePointer(maps.pointers[0]) : nil,
                group_map: hasUsers ? UnsafePointer(maps.pointers[1]) : nil))
    }

    deinit {
        unsafe pointer.deallocate()
        unsafe mounts.deallocate()
    }

    /// What has to stay open as long as the namespaces are to be there.
    func takeLife() -> OwnedDescriptor? { lifeWrite.take() }

    /// The program of first processes, for the host's life; a negative number of an error where there is none.
    private static let program = outboard_init_image()
}
