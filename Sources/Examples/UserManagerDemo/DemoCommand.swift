/// What the command line asks for.
enum DemoCommand: Equatable {
    /// Run the demo with the users of a file, or with those that come with it.
    case run(userFile: String?)
    /// Write a file of made-up users.
    case generate(count: Int, path: String)
    /// Print the usage.
    case help
    /// Be the other side of the floor's ping-pong: the demo starts itself like this.
    case echo

    static let usage = """
        usage: user-manager-demo [--users FILE]
               user-manager-demo --generate N FILE

          --users FILE         run the demo with the users of this JSON file
          --generate N FILE    write a JSON file of N made-up users
          --help               print this

        """

    /// Reads the arguments after the program's name.
    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        switch rest.popFirst() {
        case nil:
            self = .run(userFile: nil)
        case "--users":
            guard let path = rest.popFirst() else { throw UsageError("--users needs a file") }
            self = .run(userFile: path)
        case "--generate":
            guard let number = rest.popFirst(), let path = rest.popFirst() else {
                throw UsageError("--generate needs a number of users and a file")
            }
            guard let count = Int(number), count > 0 else {
                throw UsageError("--generate needs a number of users above 0, not '\(number)'")
            }
            self = .generate(count: count, path: path)
        case "--help", "-h":
            self = .help
        case "--floor-echo":
            self = .echo
        case let unknown?:
            throw UsageError("unknown argument '\(unknown)'")
        }
        if let surplus = rest.first { throw UsageError("unexpected argument '\(surplus)'") }
    }
}
