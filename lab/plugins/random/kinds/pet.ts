/** RandomPet: adverbs, an adjective and an animal. The words are the lab's own, not the official plugin's. */
import { KEEPERS, numberOf, orDefault, textOf, type RandomKind } from "../kind";
import { uniformItem } from "../uniform";

const words = (text: string): string[] => text.trim().split(/\s+/);

const ADVERBS = words(`
  bravely briefly brightly calmly carefully clearly closely daily deeply duly early easily evenly fairly firmly freely
  fully gently gladly happily honestly jointly justly keenly kindly largely lately lightly loudly mainly mildly mostly
  nearly neatly nicely openly plainly promptly properly purely quickly quietly rarely readily really richly safely
  sharply simply slowly smoothly softly solely steadily strongly surely swiftly truly usually warmly widely wisely`);

const ADJECTIVES = words(`
  able active agile alert amber ample apt autumn bold brave bright brisk calm careful chief civil clean clear clever cool
  cosy crisp curious daring deep eager early easy even fair fast fine firm fluent fond free fresh gentle glad golden good
  grand great handy happy hardy honest humble ideal just keen kind large lasting light lively loyal lucky mellow merry
  mild modest native neat nimble noble open patient plain polite proper proud quick quiet rapid ready rich robust safe
  sharp silent simple sincere skilled smart smooth solid sound stable steady strong sunny swift tender tidy trusty usable
  valid vast vivid warm wide willing wise witty worthy young`);

const ANIMALS = words(`
  adder alpaca ant antelope badger bass bat bear beaver bee beetle bison boar buck buffalo camel caribou carp cat cheetah
  cicada clam cobra cod condor coral cougar cow crab crane cricket crow deer dingo dog dolphin donkey dove duck eagle eel
  egret elk emu falcon ferret finch firefly fish fox frog gazelle gecko gibbon goat goose gorilla grouse gull hare hawk
  hedgehog heron hornet horse hound ibex ibis iguana impala jackal jaguar jay kingfisher kite kiwi koala lamb lark lemur
  leopard lion lizard llama lobster lynx magpie mallard marmot marten mink mole monkey moose moth mouse mule newt octopus
  orca osprey otter owl ox oyster panda panther parrot pelican penguin perch pheasant pigeon pike pony puffin puma quail
  rabbit raccoon ram raven robin salmon seal shark sheep shrew skunk skylark sloth snail snipe sparrow spider squid
  squirrel stag starling stork swallow swan swift tapir tern thrush tiger toad trout turtle viper vole walrus wasp weasel
  whale wolf wombat wren yak zebra`);

export const randomPet: RandomKind = {
  inputs: { ...KEEPERS, length: { type: "integer" }, prefix: { type: "string" }, separator: { type: "string" } },
  computed: {},
  complete: (inputs) => ({
    ...inputs,
    length: orDefault(inputs["length"], 2),
    separator: orDefault(inputs["separator"], "-"),
  }),
  generate(inputs) {
    const name = petName(numberOf(inputs, "length") ?? 2);
    const prefix = textOf(inputs, "prefix");
    return { id: [...(prefix === "" ? [] : [prefix]), ...name].join(textOf(inputs, "separator")), outputs: {} };
  },
};

/** One word is an animal, two an adjective and an animal, more begin with adverbs. */
function petName(length: number): string[] {
  const adverbs = Array.from({ length: Math.max(length - 2, 0) }, () => uniformItem(ADVERBS));
  return [...adverbs, ...(length > 1 ? [uniformItem(ADJECTIVES)] : []), uniformItem(ANIMALS)];
}
