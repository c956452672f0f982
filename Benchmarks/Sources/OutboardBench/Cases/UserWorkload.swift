internal import BenchUserManager

/// Calls of a method of the user manager, in the plugin or by a direct call.
struct UserWorkload: CallWorkload {
    let users: any UserManager
    let method: UserCall
    let file: UserFile
    let involvesPlugin: Bool

    /// A call that fails, or answers wrongly, is not a fast one: it ends the run.
    func begin(_ calls: Int) throws {
        try method.verify(users, file)
    }

    @inline(__always)
    func call() throws {
        try method.make(users, file)
    }
}
