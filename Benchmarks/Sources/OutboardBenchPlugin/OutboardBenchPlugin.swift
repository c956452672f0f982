internal import OutboardPlugin

/// The program of nearly all plugins that the benchmarks start; its argument says which one it is.
@main
enum OutboardBenchPlugin {
    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "users": UsersPlugin.main()
        case "phases": PhasePlugin.main()
        default: CorePlugin.main()
        }
    }
}
