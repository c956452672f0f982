/// What to start, and with what.
package struct LaunchPlan: Sendable {
    /// The file to execute; relative to the host's working directory.
    ///
    /// Not searched for in `PATH`.
    package var executable: String
    /// The arguments, the program's name first.
    package var arguments: [String]
    /// The whole environment, as `NAME=value`.
    ///
    /// Nothing is inherited.
    package var environment: [String]
    /// Which descriptor of the host becomes which of the child, and nothing else is open there: not even 0, 1 and 2 if
    /// they are not listed.
    ///
    /// Targets are distinct; a source may have the number of another entry's target, and may be used more than once.
    /// The sources must stay open until the launch is over.
    package var descriptors: [(target: Int32, source: Int32)]
    /// How many descriptors the child may have (`RLIMIT_NOFILE`, soft and hard); nil: as many as the host.
    package var openFilesLimit: Int?
    /// Where the child starts; nil: where the host is.
    package var workingDirectory: String?
    /// What to execute instead of the file at ``executable``; nil: that file.
    package var image: SealedImage?
    /// What the child gives up before it executes the file; nil: nothing.
    package var confinement: Confinement?

    /// A plan.
    ///
    /// - Parameters:
    ///   - executable: The file to execute.
    ///   - arguments: The arguments, the program's name first.
    ///   - environment: The whole environment, as `NAME=value`.
    ///   - descriptors: Which descriptor of the host becomes which of the child.
    ///   - openFilesLimit: How many descriptors the child may have; nil: as many as the host.
    ///   - workingDirectory: Where the child starts; nil: where the host is.
    package init(
        executable: String,
        arguments: [String],
        environment: [String] = [],
        descriptors: [(target: Int32, source: Int32)] = [],
        openFilesLimit: Int? = nil,
        workingDirectory: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.descriptors = descriptors
        self.openFilesLimit = openFilesLimit
        self.workingDirectory = workingDirectory
    }
}
