internal import OutboardPlugin

/// The program of all plugins that the benchmarks start; its argument says which one it is.
@main
enum OutboardBenchPlugin {
    static func main() {
        if CommandLine.arguments.dropFirst().first == "users" {
            UsersPlugin.main()
        } else {
            CorePlugin.main()
        }
    }
}
