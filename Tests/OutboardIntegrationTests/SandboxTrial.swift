import Glibc
import Outboard
import OutboardSystem
import Testing

/// A run of the program that tries everything, in a host of its own, as this user or as another one.
struct SandboxTrial {
    /// A number that no user has.
    static let ordinaryUser = "65534"
    /// Not where there is no sandbox by default: sanitizers start programs and write reports, which a sandbox forbids.
    static let isTried = ConditionTrait.enabled(
        if: PluginOptions.defaults.sandbox.level == .baseline, "OUTBOARD_SANDBOX=none takes it away")

    /// What was printed.
    let output: String
    /// How many operations had to be refused.
    let forbidden: Int
    /// How many had to work.
    let allowed: Int
    /// How many went the other way.
    let wrong: Int

    /// There was no sum.
    struct NoSum: Error {
        let output: String
    }

    /// Runs it.
    init(_ level: String, as user: String? = nil, _ words: [String] = []) throws {
        output = try Self.run(level, as: user, words)
        guard let match = output.firstMatch(of: /(\d+) forbidden, (\d+) allowed, (\d+) wrong/),
            let forbidden = Int(match.1), let allowed = Int(match.2), let wrong = Int(match.3)
        else { throw NoSum(output: output) }
        self.forbidden = forbidden
        self.allowed = allowed
        self.wrong = wrong
    }

    /// Whether it tried as many operations as `docs/security.md` says.
    ///
    /// Other processors than x86-64 have a few less.
    func tried(forbidden: Int, allowed: Int) -> Bool {
        #if arch(x86_64)
        self.forbidden == forbidden && self.allowed == allowed
        #else
        self.forbidden > forbidden * 9 / 10 && self.allowed > allowed * 9 / 10
        #endif
    }

    /// Runs it with other words for the host, and returns what was printed, and how many processes survived that.
    static func run(_ level: String, as user: String? = nil, _ words: [String]) throws -> String {
        let folder = try Probes.temporaryFolder()
        defer { _ = try? Probes.run("/bin/rm", ["-r", folder]) }
        // Where another user can get at them.
        let programs = ["SandboxHost", "SandboxFixture"]
        _ = try Probes.run("/bin/cp", programs.map { Probes.folder + "/" + $0 } + [folder])
        chmod(folder, 0o777)
        let command = [folder + "/SandboxHost", level, folder + "/SandboxFixture", folder] + words
        let setpriv = user.map { ["setpriv", "--reuid=\($0)", "--regid=\($0)", "--clear-groups"] } ?? []
        let (_, output) = try Probes.run("env", setpriv + command)
        // What was made where there was no sandbox.
        for name in ["folder", "link", "pipe", "ready"] { _ = remove("/tmp/outboard-conformance-" + name) }
        // It is looked for what outlives its host, for two seconds, by the path of its program.
        var survivors = processes(of: folder)
        for _ in 0..<200 where !survivors.isEmpty {
            usleep(10_000)
            survivors = processes(of: folder)
        }
        for process in survivors { kill(process, SIGKILL) }
        return output + "\(survivors.count) survivors\n"
    }

    private static func processes(of folder: String) -> [Int32] {
        Probes.entries("/proc").compactMap { Int32($0) }.filter { Probes.read("/proc/\($0)/cmdline").contains(folder) }
    }

    /// Why an ordinary user cannot make namespaces here; nil if one can.
    static let noUserNamespaces: String? = {
        let command = ["unshare", "--user", "--pid", "--mount", "--net", "--ipc", "--fork", "true"]
        let setpriv = ["--reuid=\(ordinaryUser)", "--regid=\(ordinaryUser)", "--clear-groups"]
        let words = getuid() == 0 ? ["setpriv"] + setpriv + command : command
        guard let (status, output) = try? Probes.run("env", words), status != 0 else { return nil }
        return "an ordinary user may not make namespaces: \(output)"
    }()

    /// Why this host cannot make all kinds of namespaces; nil if it can.
    static let noNamespaces: String? = {
        let support = LaunchThread.shared.run { NamespaceSupport.found }
        return support.kinds.isSuperset(of: [.processes, .files, .network, .ipc])
            ? nil : "this host may not make namespaces: \(support.failure.map { "\($0)" } ?? "unknown")"
    }()

    /// A control group of the second version in which root can make others; nil if there is none.
    static let groups: String? = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first { path in
        getuid() == 0 && access(path + "/cgroup.subtree_control", W_OK) == 0
    }

    /// Whether groups there can bound something.
    static func groupsHave(_ controller: String) -> Bool {
        groups.map { Probes.read($0 + "/cgroup.controllers") }?
            .split(whereSeparator: \.isWhitespace).contains(Substring(controller)) ?? false
    }
}
