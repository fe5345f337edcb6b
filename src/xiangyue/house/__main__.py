from xiangyue.house.cli import main

main()
